import { setTimeout as delay } from 'node:timers/promises'
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { ElastiCacheClient } from '@aws-sdk/client-elasticache'
import { RDSClient } from '@aws-sdk/client-rds'
import type { Environment } from '@hemisphere/kit/config.ts'
import { createSecretReader } from '@hemisphere/kit/secrets.ts'
import { globalClusterCalls, type GlobalClusterCalls } from './aws/failover-database.ts'
import { globalDatastoreCalls, type GlobalDatastoreCalls } from './aws/failover-sessions.ts'
import { createInvite, userPoolCalls, type UserPoolCalls } from './aws/invite.ts'
import { openConnections, type LoginOf } from './aws/open-connections.ts'
import { carryOut } from './carry-out.ts'
import { readOperateConfig } from './config.ts'
import { orderSecretId, parseOrder, type Order } from './order.ts'

export interface OperateOptions {
  readonly environment: Environment
  /** Told each step as one line; the last line is what the edge has to be told, as JSON. */
  readonly print: (line: string) => void
  /** AWS's own unless said otherwise. */
  readonly globalClusters?: GlobalClusterCalls
  readonly globalDatastores?: GlobalDatastoreCalls
  readonly userPool?: UserPoolCalls
  readonly loginOf?: LoginOf
  readonly pause?: () => Promise<void>
}

const pauseMs = 5_000

/**
 * Carries out the order that waits in this region's secret on the databases and stores of its zone. It calls AWS in its own region
 * alone, and needs nothing of any other: one that is lost is told of as silent.
 */
export async function operate(options: OperateOptions): Promise<void> {
  const { environment, print, loginOf, pause = () => delay(pauseMs) } = options
  const config = readOperateConfig(environment)
  const { HEMISPHERE_REGION: region, USER_POOL_ID: userPoolId } = config
  await using resources = new AsyncDisposableStack()
  const secrets = resources.use(createSecretReader({ region, endpoint: config.SECRETS_ENDPOINT }))
  const order = takeOrder(await secrets.read(orderSecretId), config.ORDER_ID)
  const own = <Client extends { destroy(): void }>(client: Client): Client => resources.adopt(client, (made) => made.destroy())
  const userPool =
    options.userPool ??
    (userPoolId === undefined ? undefined : userPoolCalls(own(new CognitoIdentityProviderClient({ region })), userPoolId))
  const outcome = await carryOut(order, {
    zone: config.HEMISPHERE_ZONE,
    connections: resources.use(openConnections(config.DATABASE_MEMBERS, loginOf)),
    globalClusters: options.globalClusters ?? globalClusterCalls(own(new RDSClient({ region }))),
    globalDatastores: options.globalDatastores ?? globalDatastoreCalls(own(new ElastiCacheClient({ region }))),
    datastoreId: config.SESSIONS_DATASTORE,
    invite: userPool === undefined ? undefined : createInvite(userPool, print),
    pause,
    tell: print,
    now: Date.now,
  })
  print(JSON.stringify(outcome))
}

/** The order of this id; throws for any other, and for what is none, without quoting it. */
function takeOrder(text: string, id: string): Order {
  if (propertyOf(text, 'id') !== id) throw new Error(`order ${id} does not wait in ${orderSecretId} any more: give it again`)
  return parseOrder(propertyOf(text, 'order'))
}

function propertyOf(text: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  } catch {
    // The parser's own message quotes the text.
    return undefined
  }
}
