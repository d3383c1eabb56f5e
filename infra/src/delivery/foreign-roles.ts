import { accountOf, type Deployment } from '../deployment.ts'
import { regionStatesWriterRole } from '../edge/edge-functions.ts'
import { webPublisherRole } from '../edge/web-publisher.ts'
import {
  bootstrapRoleArns,
  edgeProject,
  operatorRole,
  publishProject,
  offeredRoles,
  projectRoleName,
  zoneProjects,
} from './delivery-names.ts'
import { edgeRegion } from '../edge/edge-region.ts'
import { operatorsRoles } from './operator-role.ts'
import { signProject } from './signing.ts'

interface Resource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>
}

interface Statement {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: unknown
}

/**
 * Roles that projects of the pipeline could take on and may not: a project of a zone those of that zone alone, and at the edge that
 * which writes what proves the edge to zones; the edge's project the edge's; who signs that which has the states of the regions; any other project none.
 * An operator, who is no project, those that start orders and that which publishes. Each fault names the project and the role.
 */
export function findForeignRoles(
  template: Template,
  deployment: Deployment,
  edgeRegions: readonly string[] = [edgeRegion],
): readonly string[] {
  const names = new Map(
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
      .map(([id, { Properties }]) => [id, textOf(Properties?.['RoleName']) ?? id]),
  )
  const allowed = allowedRoles(deployment, edgeRegions)
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => {
      const { Roles, PolicyDocument } = Properties as {
        readonly Roles: readonly { readonly Ref: string }[]
        readonly PolicyDocument: { readonly Statement: readonly Statement[] }
      }
      const roles = Roles.map(({ Ref }) => names.get(Ref) ?? Ref)
      const assumed = PolicyDocument.Statement.filter(mayAssumeRoles).flatMap(({ Resource: resource }) => listOf(resource))
      return roles.flatMap((role) =>
        assumed
          .filter((arn) => typeof arn !== 'string' || allowed.get(role)?.has(arn) !== true)
          .map((arn) => `${role} may assume ${JSON.stringify(arn)}`),
      )
    })
}

function allowedRoles(deployment: Deployment, edgeRegions: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const { accounts, topology } = deployment
  const ofZones = topology.zones.flatMap(({ name }) => {
    const account = accountOf(deployment, name)
    const regions = topology.regions.filter(({ zone }) => zone === name).map((region) => region.name)
    const arn = (role: string, of: string = account): string => `arn:aws:iam::${of}:role/${role}`
    return [
      [zoneProjects.deploy(name), bootstrapRoleArns(account, regions)],
      [zoneProjects.migrate(name), regions.map((region) => arn(offeredRoles.migrate(region)))],
      [zoneProjects.watch(name), regions.map((region) => arn(offeredRoles.watch(region)))],
      [zoneProjects.originVerify(name), [arn(offeredRoles.originVerify), arn(offeredRoles.originVerify, accounts.edge)]],
    ] as const
  })
  const states = `arn:aws:iam::${accounts.edge}:role/${regionStatesWriterRole}`
  const publisher = `arn:aws:iam::${accounts.edge}:role/${webPublisherRole}`
  const all = [
    ...ofZones,
    [signProject, [states]] as const,
    [publishProject, [publisher]] as const,
    [edgeProject, bootstrapRoleArns(accounts.edge, edgeRegions)] as const,
  ]
  const ofProjects = all.map(([project, arns]) => [projectRoleName(project), new Set(arns)] as const)
  return new Map([...ofProjects, [operatorRole, new Set(operatorsRoles(deployment))]])
}

function mayAssumeRoles({ Effect, Action }: Statement): boolean {
  return Effect === 'Allow' && listOf(Action).some((action) => action === '*' || (typeof action === 'string' && action.startsWith('sts:')))
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}
