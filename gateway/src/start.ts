import { randomUUID } from 'node:crypto'
import type { Environment } from '@hemisphere/kit/config.ts'
import { createPool } from '@hemisphere/kit/database.ts'
import { openKeyValueStore, type KeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { homeLoginId } from '@hemisphere/kit/home-database.ts'
import { createLogger, type Logger } from '@hemisphere/kit/log.ts'
import { createSecretReader, readDatabaseSecret, readKeys } from '@hemisphere/kit/secrets.ts'
import { listen, type RunningService } from '@hemisphere/kit/service.ts'
import { readSupergraph } from '@hemisphere/schema/supergraph.ts'
import type pg from 'pg'
import { createAccessTokenVerifier } from './auth/access-token.ts'
import { createKeySet } from './auth/key-set.ts'
import { readGatewayConfig, subgraphUrls, type GatewayConfig } from './config.ts'
import { createDirectory } from './directory/directory.ts'
import { withFallback } from './directory/with-fallback.ts'
import { checkHome } from './home/check-home.ts'
import { createHomeLeaseReader } from './home/home-lease.ts'
import { createServeHome } from './home/serve-home.ts'
import { createScopeReader } from './permissions/scope-reader.ts'
import { createPlacementReader } from './placement/placement-reader.ts'
import { createGateway } from './server.ts'
import { createSubgraphClient } from './subgraph/subgraph-client.ts'

const now = Date.now
const lookUpTimeoutMs = 1_500

/** Starts the gateway of a region on its secrets, its zone's directory and issuer, and its subgraphs. */
export async function startGateway(environment: Environment): Promise<RunningService> {
  const config = readGatewayConfig(environment)
  const here = { region: config.HEMISPHERE_REGION, zone: config.HEMISPHERE_ZONE }
  const log = createLogger({ service: 'gateway', region: here.region, level: config.LOG_LEVEL })
  await using resources = new AsyncDisposableStack()
  const secrets = resources.use(createSecretReader({ region: here.region, endpoint: config.SECRETS_ENDPOINT }))
  const onFault = (err: unknown): void => log.warn({ err }, 'a look-up failed')

  async function openPool(secretId: string): Promise<pg.Pool> {
    const pool = await createPool({
      login: () => readDatabaseSecret(secrets, secretId),
      service: 'gateway',
      connectionTimeoutMs: lookUpTimeoutMs,
      queryTimeoutMs: lookUpTimeoutMs,
    })
    resources.defer(() => pool.end())
    return pool
  }

  const near = createDirectory(await openPool('hemisphere/database/directory-reader'))
  const { BUDDY_REGION: buddyRegion } = config
  const directory =
    buddyRegion === undefined
      ? near
      : withFallback(near, createDirectory(await openPool('hemisphere/database/directory-reader-buddy')), { now, onFault })
  const members = new Map<string, pg.Pool>()
  for (const home of [here.region, ...(buddyRegion === undefined ? [] : [buddyRegion])]) {
    members.set(home, await openPool(homeLoginId(home, 'gateway')))
  }
  const readLease = createHomeLeaseReader({ members, now, onFault })
  const store = resources.use(await openStore(config, log))
  const subgraphs = Object.entries(subgraphUrls(config)).map(([name, url]) => resources.use(createSubgraphClient({ name, url })))
  const app = await createGateway({
    here,
    supergraph: readSupergraph(),
    subgraphs,
    originSecrets: () => secrets.readVersions('hemisphere/origin-verify'),
    internalKeys: () => readKeys(secrets, 'hemisphere/internal-token-key'),
    verifyAccessToken: createAccessTokenVerifier({
      issuer: config.TOKEN_ISSUER,
      keys: createKeySet({ url: config.TOKEN_JWKS_URL, fetch }),
      now,
    }),
    readPlacement: createPlacementReader({ find: directory.findPlacement, now, onFault }),
    readScopes: createScopeReader({
      zone: here.zone,
      store,
      find: directory.findPermissionSet,
      onFault,
    }),
    serveHome: createServeHome({ region: here.region, readLease, now }),
    checkDirectory: directory.check,
    checkHome: () => checkHome(here.region, readLease),
    log,
    now,
    newRequestId: randomUUID,
  })
  const held = resources.move()
  return listen({ name: 'gateway', app, host: config.HOST, port: config.PORT, log, resources: [() => held.disposeAsync()] })
}

function openStore({ REDIS_URL: url }: GatewayConfig, log: Logger): Promise<KeyValueStore> {
  if (url === undefined) return openKeyValueStore({ kind: 'memory', maxEntries: 10_000, now })
  return openKeyValueStore({ kind: 'redis', url, onError: (err) => log.warn({ err }, 'the shared store failed') })
}
