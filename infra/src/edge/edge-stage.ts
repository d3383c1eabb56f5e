import { Stage } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Deployment } from '../deployment.ts'
import { DistributionsStack } from './distributions-stack.ts'
import { edgeRegion } from './edge-region.ts'
import { FirewallStack } from './firewall-stack.ts'
import { EdgeLogGroupsStack } from './log-groups-stack.ts'
import { functionLogGroup, routerLogGroup, viewerRequestFunction, webBucket, webFallbackFunction, webZones } from './names.ts'
import { regionalEdgeCaches } from './regional-edge-caches.ts'
import { EdgeSecretsStack } from './secrets-stack.ts'
import { WebBucketStack } from './web-bucket-stack.ts'

export interface EdgeOptions {
  readonly deployment: Deployment
  /** Folder that `buildEdgeBundle` made. */
  readonly bundle: string
}

/**
 * What stands in front of every zone, in an account of its own: in us-east-1, where CloudFront's own parts have to be, with places for
 * logs wherever its function runs and copies of the web application in the zones' regions. It knows zones by their names alone and
 * keeps no data of any.
 */
export function createEdge(scope: Construct, { deployment, bundle }: EdgeOptions): Stage {
  const { accounts, topology } = deployment
  const stage = new Stage(scope, 'edge')
  const common = (what: string, region: string = edgeRegion) => ({
    env: { account: accounts.edge, region },
    zone: undefined,
    description: `Hemisphere edge: ${what}`,
  })
  const functionLogs = [viewerRequestFunction, webFallbackFunction].map(functionLogGroup)
  const logs = regionalEdgeCaches.map(
    (region) =>
      new EdgeLogGroupsStack(stage, `edge-logs-${region}`, {
        ...common('places for logs of its functions', region),
        logGroups: region === edgeRegion ? [routerLogGroup, ...functionLogs] : [routerLogGroup],
      }),
  )
  const buckets = webZones(deployment).map(
    ({ name, directoryRegion }) =>
      new WebBucketStack(stage, `edge-web-${name}`, {
        ...common('a copy of the web application', directoryRegion),
        bucketName: webBucket(deployment, name),
      }),
  )
  const secrets = new EdgeSecretsStack(stage, 'edge-secrets', {
    ...common('what it proves itself with'),
    zones: topology.zones.map(({ name }) => name),
    deliveryAccount: accounts.delivery,
  })
  const { webAclArn } = new FirewallStack(stage, 'edge-firewall', common('firewall'))
  const distributions = new DistributionsStack(stage, 'edge-distributions', { ...common('distributions'), deployment, bundle, webAclArn })
  for (const stack of [...logs, ...buckets, secrets]) distributions.addStackDependency(stack)
  return stage
}
