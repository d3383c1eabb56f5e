import { randomBytes } from 'node:crypto'
import { openKeyValueStore, type KeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import type { Logger } from '@hemisphere/kit/log.ts'
import { createBrowser, type Browser, type Page } from './browser.ts'
import { startGatewayWorld, type GatewayWorld } from './gateway-world.ts'
import { startSignInIssuer, type SignInIssuer } from './sign-in-issuer.ts'
import { createTestDirectory, type TestDirectory, type TestTenant } from './test-directory.ts'
import { startRedis } from './test-redis.ts'

export const publicOrigin = 'https://app.hemisphere.example'
export const tokenCookie = '__Host-hemisphere-token'
export const sessionCookie = '__Host-hemisphere-session'
export const signInCookie = '__Host-hemisphere-sign-in'
export const minute = 60_000

/** Gateways of one zone on one Redis and one issuer, at which people of one tenant sign in. */
export interface SessionWorld extends AsyncDisposable {
  readonly issuer: SignInIssuer
  readonly directory: TestDirectory
  readonly tenant: TestTenant
  readonly store: KeyValueStore
  /** Versions of the session secret: current, previous. */
  secrets: readonly Uint8Array[]
  /** Keys and values that gateways wrote into the store, in their order. */
  readonly written: readonly (readonly [key: string, value: string])[]
  /** The first gateway. */
  readonly gateway: GatewayWorld
  /** One more of the same zone; freed with the world. */
  addGateway(options?: { readonly log?: Logger }): Promise<GatewayWorld>
  browser(gateway?: GatewayWorld): Browser
  /** Adds to all clocks. */
  advance(ms: number): void
  /** Ends the Redis. */
  loseRedis(): Promise<void>
}

export async function startSessionWorld(options: { readonly log?: Logger } = {}): Promise<SessionWorld> {
  await using made = new AsyncDisposableStack()
  const redis = made.use(await startRedis())
  let skewMs = 0
  const issuer = made.use(await startSignInIssuer({ redirectUri: `${publicOrigin}/session/callback`, now: () => Date.now() + skewMs }))
  const directory = made.use(await createTestDirectory())
  const tenant = await directory.addTenant(['catalog:read'])
  issuer.claims = homeClaims(tenant)
  const store = made.use(await openKeyValueStore({ kind: 'redis', urls: [redis.url], onError: () => undefined }))
  const gateways: GatewayWorld[] = []
  const written: [string, string][] = []
  const held = made.move()

  async function addGateway({ log }: { readonly log?: Logger } = {}): Promise<GatewayWorld> {
    const own = await openKeyValueStore({ kind: 'redis', urls: [redis.url], onError: () => undefined })
    const gateway = await startGatewayWorld({
      directory,
      ...(log === undefined ? {} : { log }),
      signIn: {
        publicOrigin,
        issuer: issuer.issuer,
        jwksUrl: issuer.jwksUrl,
        client: async () => issuer.client,
        store: recorded(own, written),
        secrets: async () => world.secrets,
        limits: { idleMs: 60 * minute, absoluteMs: 12 * 60 * minute },
      },
    })
    held.defer(async () => {
      await gateway[Symbol.asyncDispose]()
      await own[Symbol.asyncDispose]()
    })
    gateway.advance(skewMs)
    gateways.push(gateway)
    return gateway
  }

  const world = {
    issuer,
    directory,
    tenant,
    store,
    written,
    secrets: [randomBytes(32)],
    addGateway,
    browser: (gateway = gatewayOf(gateways)) => createBrowser(publicOrigin, () => gateway.url),
    advance(ms: number) {
      skewMs += ms
      for (const gateway of gateways) gateway.advance(ms)
    },
    async loseRedis() {
      await redis[Symbol.asyncDispose]()
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
  return Object.assign(world, { gateway: await addGateway(options) })
}

function recorded(store: KeyValueStore, written: [string, string][]): KeyValueStore {
  return {
    ...store,
    set(key, value, maxAgeMs) {
      written.push([key, value])
      return store.set(key, value, maxAgeMs)
    },
    setIfAbsent(key, value, maxAgeMs) {
      written.push([key, value])
      return store.setIfAbsent(key, value, maxAgeMs)
    },
    replace(key, change) {
      written.push([key, change.value])
      return store.replace(key, change)
    },
    addMember(key, member, maxAgeMs) {
      written.push([key, member])
      return store.addMember(key, member, maxAgeMs)
    },
  }
}

function gatewayOf([first]: readonly GatewayWorld[]): GatewayWorld {
  if (first === undefined) throw new Error('there is no gateway')
  return first
}

/** Claims of a tenant's token, with changes. */
export function homeClaims(tenant: TestTenant, changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
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

/** A query by the browser's cookies, with the token against forged requests unless told otherwise. */
export async function ask(browser: Browser, csrfToken: string | undefined, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
  return browser.send('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(csrfToken === undefined ? {} : { 'x-csrf-token': csrfToken }), ...headers },
    body: JSON.stringify({ query: '{ viewer { id } }' }),
  })
}

/** Status and, where there is one, code of an answer. */
export function outcome({ status, text }: Page): readonly unknown[] {
  const { errors } = JSON.parse(text)
  return errors === undefined ? [status] : [status, errors[0].extensions.code]
}
