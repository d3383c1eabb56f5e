import { parseConfig, serviceVariables, type Environment } from '@hemisphere/kit/config.ts'
import type { SubgraphName } from '@hemisphere/schema/read-sdl.ts'
import { z } from 'zod'
import type { SessionLimits } from './session/session-store.ts'

/** Addresses separated by spaces or commas. */
const addresses = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((address) => address !== ''))
  .pipe(
    z
      .array(z.url({ protocol: /^rediss?$/, error: 'wanted addresses such as rediss://sessions:6379, separated by spaces or commas' }))
      .min(1)
      .max(8),
  )

/** Id of the secret that holds the token of a store; a variable would show it to whoever may look at the task. */
const tokenSecret = z.string().min(1).optional()

const variables = z.object({
  ...serviceVariables,
  ACCOUNT_URL: z.url(),
  CATALOG_URL: z.url(),
  FORECASTING_URL: z.url(),
  STORE_URL: z.url(),
  /** `iss` of the zone's access tokens. */
  TOKEN_ISSUER: z.url(),
  TOKEN_JWKS_URL: z.url(),
  /** Ids of the issuer's clients through which people sign in, with commas between them. */
  SIGN_IN_CLIENT_IDS: z.string().regex(/^[\w+-]{1,128}(?:,[\w+-]{1,128})*$/, 'wanted ids with commas between them'),
  /** Without one, what would be shared is kept in the process. */
  REDIS_URL: z.url().optional(),
  REDIS_TOKEN_SECRET: tokenSecret,
  /** Origin at which browsers find the product; without it nobody signs in through this gateway. */
  PUBLIC_URL: z.url().refine(isOrigin, 'wanted an origin such as https://app.example, by https but on this machine').optional(),
  /** Every member of the store of the zone's sessions, which all its gateways share: which of them is the master changes. */
  SESSION_REDIS_URL: addresses.optional(),
  SESSION_REDIS_TOKEN_SECRET: tokenSecret,
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(10).max(1_440).default(60),
  SESSION_ABSOLUTE_HOURS: z.coerce.number().int().min(1).max(168).default(12),
})

const schema = variables.superRefine((config, context) => {
  const stores = [
    ['REDIS_URL', listOf(config.REDIS_URL), config.REDIS_TOKEN_SECRET],
    ['SESSION_REDIS_URL', config.SESSION_REDIS_URL ?? [], config.SESSION_REDIS_TOKEN_SECRET],
  ] as const
  for (const [name, urls, secret] of stores) {
    if (secret !== undefined && !(urls.length > 0 && urls.every(takesToken)))
      context.addIssue({ code: 'custom', path: [name], message: 'wanted rediss:// addresses without a password for a token to be sent to' })
  }
})

/** A token goes through TLS alone, and beside it no other password is of use. */
function takesToken(url: string): boolean {
  const { protocol, username, password } = new URL(url)
  return protocol === 'rediss:' && username === '' && password === ''
}

export type GatewayConfig = Readonly<z.infer<typeof schema>>

/** Addresses of the members of one store, none where it is kept in the process. */
export interface StoreConfig {
  readonly urls: readonly string[]
  readonly tokenSecretId: string | undefined
}

/** The region's cache. */
export function cacheConfig(config: GatewayConfig): StoreConfig {
  return { urls: listOf(config.REDIS_URL), tokenSecretId: config.REDIS_TOKEN_SECRET }
}

/** Whether people sign in through this gateway, and how long they stay signed in. */
export type SessionConfig =
  | { readonly kind: 'off' }
  | { readonly kind: 'on'; readonly publicOrigin: string; readonly store: StoreConfig; readonly limits: SessionLimits }

export function sessionConfig(config: GatewayConfig): SessionConfig {
  const { PUBLIC_URL: publicOrigin, SESSION_REDIS_URL: ownUrls, SESSION_REDIS_TOKEN_SECRET: tokenSecretId } = config
  if (publicOrigin === undefined) return { kind: 'off' }
  const limits = { idleMs: config.SESSION_IDLE_MINUTES * 60_000, absoluteMs: config.SESSION_ABSOLUTE_HOURS * 3_600_000 }
  return { kind: 'on', publicOrigin, store: ownUrls === undefined ? cacheConfig(config) : { urls: ownUrls, tokenSecretId }, limits }
}

/** The addresses of a store that has one, or none. */
function listOf(url: string | undefined): readonly string[] {
  return url === undefined ? [] : [url]
}

/** Browsers keep our cookies on https, and on the machine that they run on. */
function isOrigin(text: string): boolean {
  const { origin, protocol, hostname } = new URL(text)
  return text === origin && (protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)))
}

/** The gateway's configuration, or an error that names every faulty variable. */
export function readGatewayConfig(environment: Environment): GatewayConfig {
  return parseConfig(schema, environment)
}

/** Base address of each subgraph. */
export function subgraphUrls(config: GatewayConfig): Readonly<Record<SubgraphName, string>> {
  return { account: config.ACCOUNT_URL, catalog: config.CATALOG_URL, forecasting: config.FORECASTING_URL, store: config.STORE_URL }
}
