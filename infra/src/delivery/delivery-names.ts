import type { Deployment } from '../deployment.ts'

/** Where the pipeline runs: beside the directory of the first zone. It keeps code, and nothing of any tenant. */
export function deliveryRegion({ topology }: Deployment): string {
  const [first] = topology.zones
  if (first === undefined) throw new Error('the topology has no zone')
  return first.directoryRegion
}

/** The region beside that of the pipeline, from which states of regions are signed while the pipeline's is lost. */
export function standInRegion(deployment: Deployment): string {
  const region = deployment.topology.regions.find(({ name }) => name === deliveryRegion(deployment))
  if (region === undefined) throw new Error(`the topology has no region ${deliveryRegion(deployment)}`)
  return region.buddy
}

/** Images of services and of the tasks that migrate and carry out orders; each has a repository `hemisphere/<name>`. */
export const imageNames = ['gateway', 'account', 'catalog', 'store', 'forecasting', 'worker', 'keeper', 'migrate', 'operate'] as const

export function repositoryName(image: string): string {
  return `hemisphere/${image}`
}

/** Name of the role of a build project, by which other accounts know it. */
export function projectRoleName(project: string): string {
  return `hemisphere-delivery-${project}`
}

export function projectRoleArn({ accounts }: Deployment, project: string): string {
  return `arn:aws:iam::${accounts.delivery}:role/${projectRoleName(project)}`
}

/** Whom people take on who give orders: it may start them in every zone, sign states of regions and publish them. */
export const operatorRole = 'hemisphere-operator'

export function operatorRoleArn({ accounts }: Pick<Deployment, 'accounts'>): string {
  return `arn:aws:iam::${accounts.delivery}:role/${operatorRole}`
}

/** Projects of a zone; none of them is any other zone's. */
export const zoneProjects = {
  deploy: (zone: string) => `deploy-${zone}`,
  migrate: (zone: string) => `migrate-${zone}`,
  watch: (zone: string) => `watch-${zone}`,
  originVerify: (zone: string) => `origin-verify-${zone}`,
} as const

export const edgeProject = 'deploy-edge'
export const publishProject = 'publish-web'

/** By it load balancers and gateways of a zone know the edge; in the zone's first region, with replicas in the others. */
export const originVerifySecret = 'hemisphere/origin-verify'

/** Roles that zones and the edge offer to projects of this pipeline. */
export const offeredRoles = {
  /** Runs task `hemisphere-migrate` in one region; assumed by `migrate-<zone>`. */
  migrate: (region: string) => `hemisphere-migrate-runner-${region}`,
  /** Runs task `hemisphere-operate` in one region; assumed by an operator. */
  operate: (region: string) => `hemisphere-operate-runner-${region}`,
  /** Reads the alarm of one region; assumed by `watch-<zone>`. */
  watch: (region: string) => `hemisphere-${region}-release-watcher`,
  /** Writes the secret by which a zone knows the edge: in the zone that zone's, at the edge its copy; assumed by `origin-verify-<zone>`. */
  originVerify: 'hemisphere-origin-verify-writer',
} as const

/** What values of that secret are made of, one a zone, in the pipeline's own account. */
export function originVerifySeed(zone: string): string {
  return `hemisphere/origin-verify-seed/${zone}`
}

/** What is remembered of a zone's rotations: ids of releases, and no value. */
export function originVerifyMemory(zone: string): string {
  return `/hemisphere/origin-verify/${zone}`
}

/** The composite alarm of a region that a release must not set off; in the region's own account. */
export function releaseAlarmName(region: string): string {
  return `hemisphere-${region}-release`
}

/** Roles of the CDK's own bootstrap that a deployment assumes, in the accounts and regions that it deploys to. */
export function bootstrapRoleArns(account: string, regions: readonly string[]): readonly string[] {
  const uses = ['deploy', 'file-publishing', 'image-publishing', 'lookup']
  return regions.flatMap((region) => uses.map((use) => `arn:aws:iam::${account}:role/cdk-hnb659fds-${use}-role-${account}-${region}`))
}
