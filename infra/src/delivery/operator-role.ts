import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import { accountOf, type Deployment } from '../deployment.ts'
import { regionStatesWriterRole } from '../edge/edge-functions.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { mayAssume } from './build-project.ts'
import { offeredRoles, operatorRole } from './delivery-names.ts'

export interface OperatorRoleOptions {
  readonly deployment: Deployment
  readonly key: kms.IKey
  /** Lets it read what states of regions are signed with. */
  readonly publishes: iam.PolicyStatement
}

/** Roles of zones and of the edge that an operator takes on: those that start orders, and the one that publishes states of regions. */
export function operatorsRoles(deployment: Deployment): readonly string[] {
  const { topology, accounts } = deployment
  const runners = topology.regions.map(({ name, zone }) => `arn:aws:iam::${accountOf(deployment, zone)}:role/${offeredRoles.operate(name)}`)
  return [...runners, `arn:aws:iam::${accounts.edge}:role/${regionStatesWriterRole}`]
}

/**
 * Whom a person takes on to give orders. It trusts its own account: who may take it on is said there, by whoever looks after its people.
 * It deploys nothing, and reads nothing of any zone but the lines of its own orders.
 */
export function createOperatorRole(stack: HemisphereStack, { deployment, key, publishes }: OperatorRoleOptions): iam.Role {
  const role = new iam.Role(stack, 'OperatorRole', {
    roleName: operatorRole,
    description: 'Gives orders to zones and publishes states of regions',
    assumedBy: new iam.AccountPrincipal(stack.account),
  })
  role.addToPolicy(mayAssume(operatorsRoles(deployment)))
  role.addToPolicy(publishes)
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'DecryptSecrets',
      actions: ['kms:Decrypt'],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${stack.region}.amazonaws.com` } },
    }),
  )
  return role
}
