import { planDatabases } from '@hemisphere/topology/databases.ts'
import { App, Stage } from 'aws-cdk-lib'
import { OperationsStack, databasesIn, storesIn } from '../operations/operations-stack.ts'
import { zoneBudgetUsd } from '../cost/estimate.ts'
import { exampleDeployment } from './example-deployment.ts'

/** The operations of eu-west-1 in the example, alone in an app: quicker than the whole of it. */
export function exampleOperations(region = 'eu-west-1', zone = 'eu'): { readonly app: App; readonly stack: OperationsStack } {
  const { accounts, operatorEmail, topology } = exampleDeployment
  const account = accounts.zones[zone] ?? ''
  const app = new App({ analyticsReporting: false, treeMetadata: false })
  const stack = new OperationsStack(new Stage(app, zone), `${region}-operations`, {
    env: { account, region },
    zone,
    description: `Hemisphere ${region}: operations`,
    keyArn: `arn:aws:kms:${region}:${account}:key/00000000-0000-0000-0000-000000000000`,
    operatorEmail,
    deliveryAccount: accounts.delivery,
    apiUrl: 'https://api.hemisphere.example/graphql',
    services: ['gateway', 'worker'],
    watched: {
      databases: databasesIn(
        region,
        planDatabases(topology)
          .filter(({ members }) => members.includes(region))
          .map(({ name }) => name),
      ),
      stores: storesIn(region),
      loadBalancer: { fullName: 'app/hemisphere-gateway/0123456789abcdef', targetGroupFullName: 'targetgroup/gateway/0123456789abcdef' },
      certificateArn: `arn:aws:acm:${region}:${account}:certificate/00000000-0000-0000-0000-000000000000`,
    },
    budgetUsd: zoneBudgetUsd(exampleDeployment.size, 2),
  })
  return { app, stack }
}
