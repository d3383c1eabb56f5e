import { randomBytes, randomUUID } from 'node:crypto'
import { openKeyValueStore, type KeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { createLogger, type Logger } from '@hemisphere/kit/log.ts'
import { readSupergraph } from '@hemisphere/schema/supergraph.ts'
import type { FastifyInstance } from 'fastify'
import { createAccessTokenVerifier } from '../src/auth/access-token.ts'
import { createKeySet } from '../src/auth/key-set.ts'
import { createDirectory } from '../src/directory/directory.ts'
import { checkHome } from '../src/home/check-home.ts'
import type { HomeLease } from '../src/home/home-lease.ts'
import { createServeHome } from '../src/home/serve-home.ts'
import { createScopeReader } from '../src/permissions/scope-reader.ts'
import { createPlacementReader } from '../src/placement/placement-reader.ts'
import { createGateway } from '../src/server.ts'
import { reasonOf } from '../src/session/reason-of.ts'
import { createSessions, type SessionsOptions } from '../src/session/sessions.ts'
import { createSubgraphClient } from '../src/subgraph/subgraph-client.ts'
import { startStubSubgraphs, type StubSubgraphs } from './stub-subgraphs.ts'
import { createTestDirectory, type TestDirectory, type TestTenant } from './test-directory.ts'
import { startTestIssuer, type TestIssuer } from './test-issuer.ts'

export const originSecrets = ['current-origin-secret', 'previous-origin-secret'] as const

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: {
    readonly data?: Readonly<Record<string, unknown>> | null
    readonly errors?: readonly {
      readonly message: string
      readonly path?: readonly (string | number)[]
      readonly extensions: Readonly<Record<string, unknown>>
    }[]
    readonly extensions?: { readonly hemisphere: Readonly<Record<string, string>> }
  }
}

export interface Ask {
  readonly query?: string
  readonly body?: unknown
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, unknown>>
  readonly signal?: AbortSignal
  readonly operationName?: string
}

/** A gateway behind HTTP on a real directory, a real issuer and stub subgraphs. */
export interface GatewayWorld extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly url: string
  readonly directory: TestDirectory
  readonly issuer: TestIssuer
  readonly subgraphs: StubSubgraphs
  /** What this region's member of a home says of its writer from now on; at first it holds its own home, and no other. */
  setLease(homeRegion: string, lease: HomeLease | undefined): void
  /** Adds to the gateway's clock. */
  advance(ms: number): void
  now(): number
  token(tenant: TestTenant, claims?: Readonly<Record<string, unknown>>): Promise<string>
  claims(tenant: TestTenant, claims?: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
  ask(ask: Ask): Promise<Answer>
}

export interface WorldOptions {
  readonly store?: KeyValueStore
  readonly log?: Logger
  readonly region?: string
  /** Of several gateways of one zone; freed by whoever made it. */
  readonly directory?: TestDirectory
  /** Lets people sign in, at the issuer of these options instead of the world's own. */
  readonly signIn?: SignInOptions
}

export interface SignInOptions extends Omit<
  SessionsOptions,
  'zone' | 'issuerKeys' | 'verifyAccessToken' | 'now' | 'fetch' | 'randomBytes' | 'onFault'
> {
  readonly jwksUrl: string
}

export async function startGatewayWorld(options: WorldOptions = {}): Promise<GatewayWorld> {
  const here = { region: options.region ?? 'eu-west-1', zone: 'eu' }
  const log = options.log ?? createLogger({ service: 'gateway', region: here.region, level: 'silent' })
  const internalKey = randomBytes(32)
  let skewMs = 0
  const now = (): number => Date.now() + skewMs
  await using made = new AsyncDisposableStack()
  const directory = options.directory ?? made.use(await createTestDirectory())
  const issuer = made.use(await startTestIssuer('https://issuer.eu.example'))
  const subgraphs = made.use(await startStubSubgraphs(internalKey))
  const store = options.store ?? made.use(await openKeyValueStore({ kind: 'memory', maxEntries: 100, now }))
  const clients = Object.entries(subgraphs.urls).map(([name, url]) => made.use(createSubgraphClient({ name, url })))
  const { findPlacement, findPermissionSet, check } = createDirectory(directory.pool)
  const onFault = (err: unknown): void => log.warn({ err }, 'a look-up failed')
  const leases = new Map<string, HomeLease | undefined>([
    [here.region, { region: here.region, epoch: 1, isReplica: false, isHeld: true, beatAgeMs: 0, asOf: null }],
  ])
  const { signIn } = options
  const issuerKeys = createKeySet({ url: signIn?.jwksUrl ?? issuer.jwksUrl, fetch })
  const verifyAccessToken = createAccessTokenVerifier({
    issuer: signIn?.issuer ?? issuer.issuer,
    keys: issuerKeys,
    signInClients: new Set(['web', 'web-app']),
    now,
  })
  const sessions =
    signIn === undefined
      ? undefined
      : createSessions({
          ...signIn,
          zone: here.zone,
          issuerKeys,
          verifyAccessToken,
          now,
          fetch,
          randomBytes,
          onFault: (fault, what) => log.warn({ reason: reasonOf(fault) }, what),
        })
  const app = await createGateway({
    here,
    supergraph: readSupergraph(),
    subgraphs: clients,
    originSecrets: async () => originSecrets,
    internalKeys: async () => [internalKey],
    verifyAccessToken,
    sessions,
    readPlacement: createPlacementReader({ find: findPlacement, now, onFault }),
    readScopes: createScopeReader({ zone: here.zone, store, find: findPermissionSet, onFault }),
    serveHome: createServeHome({ region: here.region, readLease: async (home) => leases.get(home), now }),
    checkDirectory: check,
    checkHome: () => checkHome(here.region, async (home) => leases.get(home)),
    log,
    now,
    newRequestId: randomUUID,
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  made.defer(() => app.close())
  const held = made.move()

  function claims(tenant: TestTenant, changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
    const iat = Math.floor(now() / 1_000)
    return {
      iss: issuer.issuer,
      sub: 'ada',
      username: 'ada',
      client_id: 'web',
      token_use: 'access',
      version: 2,
      iat,
      exp: iat + 300,
      'dt:v': 1,
      'dt:t': tenant.id,
      'dt:z': 'eu',
      'dt:hr': 'eu-west-1',
      'dt:te': 1,
      'dt:pe': 1,
      'dt:p': tenant.permissionSetId,
      ...changes,
    }
  }

  return {
    app,
    url,
    directory,
    issuer,
    subgraphs,
    setLease: (homeRegion, lease) => void leases.set(homeRegion, lease),
    advance(ms) {
      skewMs += ms
    },
    now,
    claims,
    token: (tenant, changes) => issuer.sign(claims(tenant, changes)),
    async ask({ query, body, token, headers = {}, variables, signal, operationName }) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-origin-verify': originSecrets[0],
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body ?? { query, variables, operationName }),
        ...(signal === undefined ? {} : { signal }),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Answer['body'] }
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/** Code of the first error of an answer. */
export function codeOf({ body }: Answer): unknown {
  return body.errors?.[0]?.extensions['code']
}
