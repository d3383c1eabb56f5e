import { randomBytes, randomUUID } from 'node:crypto'
import type { Environment } from '@hemisphere/kit/config.ts'
import { openKeyValueStore, type KeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { createLogger, type Logger } from '@hemisphere/kit/log.ts'
import { createSecretReader, readKeys, type SecretReader } from '@hemisphere/kit/secrets.ts'
import { listen, type RunningService } from '@hemisphere/kit/service.ts'
import { readSupergraph } from '@hemisphere/schema/supergraph.ts'
import { createAccessTokenVerifier } from './auth/access-token.ts'
import { createKeySet } from './auth/key-set.ts'
import { cacheConfig, readGatewayConfig, sessionConfig, subgraphUrls, type StoreConfig } from './config.ts'
import { checkHome } from './home/check-home.ts'
import { createServeHome } from './home/serve-home.ts'
import { openLookUps } from './open-look-ups.ts'
import { createScopeReader } from './permissions/scope-reader.ts'
import { createPlacementReader } from './placement/placement-reader.ts'
import { createGateway } from './server.ts'
import { reasonOf } from './session/reason-of.ts'
import { createSessions } from './session/sessions.ts'
import { readWebClient } from './session/web-client.ts'
import { createSubgraphClient } from './subgraph/subgraph-client.ts'

const now = Date.now

/** Starts the gateway of a region on its secrets, its zone's directory and issuer, and its subgraphs. */
export async function startGateway(environment: Environment): Promise<RunningService> {
  const config = readGatewayConfig(environment)
  const here = { region: config.HEMISPHERE_REGION, zone: config.HEMISPHERE_ZONE }
  const log = createLogger({ service: 'gateway', region: here.region, level: config.LOG_LEVEL })
  await using resources = new AsyncDisposableStack()
  const secrets = resources.use(createSecretReader({ region: here.region, endpoint: config.SECRETS_ENDPOINT }))
  const onFault = (err: unknown): void => log.warn({ err }, 'a look-up failed')
  const { directory, readLease } = await openLookUps({
    region: here.region,
    buddyRegion: config.BUDDY_REGION,
    secrets,
    resources,
    now,
    onFault,
  })
  const store = resources.use(await openStore(cacheConfig(config), secrets, log))
  const subgraphs = Object.entries(subgraphUrls(config)).map(([name, url]) => resources.use(createSubgraphClient({ name, url })))
  const issuerKeys = createKeySet({ url: config.TOKEN_JWKS_URL, fetch })
  const verifyAccessToken = createAccessTokenVerifier({
    issuer: config.TOKEN_ISSUER,
    keys: issuerKeys,
    signInClients: new Set(config.SIGN_IN_CLIENT_IDS.split(',')),
    now,
  })
  const signIn = sessionConfig(config)
  const sessions =
    signIn.kind === 'off'
      ? undefined
      : createSessions({
          zone: here.zone,
          publicOrigin: signIn.publicOrigin,
          issuer: config.TOKEN_ISSUER,
          issuerKeys,
          client: () => readWebClient(secrets),
          store: resources.use(await openStore(signIn.store, secrets, log)),
          secrets: () => readKeys(secrets, 'hemisphere/session-key'),
          verifyAccessToken,
          limits: signIn.limits,
          fetch,
          now,
          randomBytes,
          onFault: (fault, what) => log.warn({ reason: reasonOf(fault) }, what),
        })
  // A secret that is missing is told at the start, not to the first person who signs in.
  if (sessions !== undefined) await Promise.all([sessions.keys(), readWebClient(secrets)])
  const app = await createGateway({
    here,
    supergraph: readSupergraph(),
    subgraphs,
    originSecrets: () => secrets.readVersions('hemisphere/origin-verify'),
    internalKeys: () => readKeys(secrets, 'hemisphere/internal-token-key'),
    verifyAccessToken,
    readPlacement: createPlacementReader({ find: directory.findPlacement, now, onFault }),
    readScopes: createScopeReader({
      zone: here.zone,
      store,
      find: directory.findPermissionSet,
      onFault,
    }),
    serveHome: createServeHome({ region: here.region, readLease, now }),
    sessions,
    checkDirectory: directory.check,
    checkHome: () => checkHome(here.region, readLease),
    log,
    now,
    newRequestId: randomUUID,
  })
  const held = resources.move()
  return listen({ name: 'gateway', app, host: config.HOST, port: config.PORT, log, resources: [() => held.disposeAsync()] })
}

async function openStore({ urls, tokenSecretId }: StoreConfig, secrets: SecretReader, log: Logger): Promise<KeyValueStore> {
  if (urls.length === 0) return openKeyValueStore({ kind: 'memory', maxEntries: 10_000, now })
  const onError = (err: Error): void => log.warn({ err }, 'the shared store failed')
  if (tokenSecretId === undefined) return openKeyValueStore({ kind: 'redis', urls, onError })
  // A token that is missing is told at the start, not as a store that fails.
  await secrets.read(tokenSecretId)
  return openKeyValueStore({ kind: 'redis', urls, password: () => secrets.read(tokenSecretId), onError })
}
