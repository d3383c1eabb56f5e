import type { JsonWebKey } from 'node:crypto'
import type { RegionStatus } from '@hemisphere/edge-router/region-status.ts'
import type { Order } from '@hemisphere/operate/order.ts'
import { accountOf, type Deployment } from '../../deployment.ts'
import { regionStatesWriterRole } from '../../edge/edge-functions.ts'
import { edgeRegion } from '../../edge/edge-region.ts'
import { deliveryRegion, offeredRoles, operatorRoleArn, standInRegion } from '../delivery-names.ts'
import { signingNames } from '../signing.ts'
import type { AwsAccess } from './aws-cli.ts'
import { regionOfZone } from './choose-place.ts'
import { edgeSettingsSchema } from './edge-settings.ts'
import { mapKeySchema } from './map-key.ts'
import { publishRegionState } from './publish-region-states.ts'
import { readSecretAnywhere } from './read-anywhere.ts'
import { runOrder } from './run-order.ts'

export interface Operation {
  readonly deployment: Deployment
  /** Of somebody who may take on the operator's role. */
  readonly access: AwsAccess
  readonly zone: string
  readonly tell: (line: string) => void
  readonly pause: () => Promise<void>
  readonly now: () => number
}

export interface GiveOrder extends Operation {
  readonly order: Order
  readonly orderId: string
  readonly region: string
}

/** Has a zone carry out an order, and tells the edge what came of it, also where the task failed afterwards. */
export async function giveOrder(operation: GiveOrder): Promise<void> {
  const { deployment, access, zone, region, order, orderId, tell, pause } = operation
  const operator = await access.from(operatorRoleArn(deployment))
  const runner = `arn:aws:iam::${accountOf(deployment, zone)}:role/${offeredRoles.operate(regionOfZone(deployment, zone, region).name)}`
  const { outcome, status, reason } = await runOrder({ aws: await operator.as(runner), region, order, orderId, tell, pause })
  // A zone may say how late the writers of its own homes are, and nothing else of anybody.
  for (const [home, { writerEpoch }] of Object.entries(outcome?.regionStates ?? {}))
    await publish(operation, operator, { region: home, change: { writerEpoch } })
  if (status !== 0) throw new Error(`${order.command} ended with ${status ?? 'no status'} (${reason}), wanted 0: its lines say why`)
  if (outcome === undefined) throw new Error(`${order.command} has ended, and not said what the edge has to be told: give it again`)
}

/** Sets what the edge does with a home region. */
export async function fenceRegion(
  operation: Operation,
  change: { readonly region: string; readonly state: RegionStatus['state'] },
): Promise<void> {
  const operator = await operation.access.from(operatorRoleArn(operation.deployment))
  await publish(operation, operator, { region: change.region, change: { state: change.state } })
}

interface Publication {
  readonly region: string
  readonly change: Partial<RegionStatus>
}

async function publish({ deployment, zone, tell, now }: Operation, operator: AwsAccess, { region, change }: Publication): Promise<void> {
  const { name } = regionOfZone(deployment, zone, region)
  const keptIn = [deliveryRegion(deployment), standInRegion(deployment)]
  const settings = edgeSettingsSchema.parse(await readSecretAnywhere(operator.call, signingNames.edgeSettings, keptIn))
  if (settings.regionStatesArn === undefined)
    throw new Error(`${signingNames.edgeSettings} has no regionStatesArn: set it as docs/deploy.md says, then give the order again`)
  const key: JsonWebKey = mapKeySchema.parse(await readSecretAnywhere(operator.call, signingNames.privateKey, keptIn))
  const status = await publishRegionState({
    aws: await operator.as(`arn:aws:iam::${deployment.accounts.edge}:role/${regionStatesWriterRole}`),
    place: { region: edgeRegion, storeArn: settings.regionStatesArn },
    key,
    region: name,
    change,
    now,
    tell,
  })
  tell(`the edge knows ${name} as ${status.state}, writer epoch ${status.writerEpoch}`)
}
