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

const schema = z.object({
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
  /** Origin at which browsers find the product; without it nobody signs in through this gateway. */
  PUBLIC_URL: z.url().refine(isOrigin, 'wanted an origin such as https://app.example, by https but on this machine').optional(),
  /** Every member of the store of the zone's sessions, which all its gateways share: which of them is the master changes. */
  SESSION_REDIS_URL: addresses.optional(),
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(10).max(1_440).default(60),
  SESSION_ABSOLUTE_HOURS: z.coerce.number().int().min(1).max(168).default(12),
})

export type GatewayConfig = Readonly<z.infer<typeof schema>>

/** Whether people sign in through this gateway, and how long they stay signed in. */
export type SessionConfig =
  | { readonly kind: 'off' }
  | { readonly kind: 'on'; readonly publicOrigin: string; readonly redisUrls: readonly string[]; readonly limits: SessionLimits }

export function sessionConfig(config: GatewayConfig): SessionConfig {
  const { PUBLIC_URL: publicOrigin, SESSION_REDIS_URL: ownUrls, REDIS_URL: sharedUrl } = config
  if (publicOrigin === undefined) return { kind: 'off' }
  const limits = { idleMs: config.SESSION_IDLE_MINUTES * 60_000, absoluteMs: config.SESSION_ABSOLUTE_HOURS * 3_600_000 }
  return { kind: 'on', publicOrigin, redisUrls: ownUrls ?? listOf(sharedUrl), limits }
}

/** The addresses of a store that has one, or none. */
export function listOf(url: string | undefined): readonly string[] {
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
