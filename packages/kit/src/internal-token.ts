import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { graphqlError } from './error.ts'

const claimsSchema = z.object({
  /** Subject: the person's or client's id at the zone's issuer. */
  sub: z.string().min(1).max(128),
  kind: z.enum(['user', 'client']),
  tenant: z.uuid(),
  zone: z.string().min(1),
  homeRegion: z.string().min(1),
  /** Region that serves the request: home, or its buddy in a failover. */
  region: z.string().min(1),
  /** Placement epoch of the tenant. */
  epoch: z.int().positive(),
  scopes: z.array(z.string()),
  requestId: z.string().min(1),
  /** Instant in milliseconds after which nobody waits for the answer; the token is void then, too. */
  deadline: z.int().positive(),
})

/** What a subgraph knows of a request, from the gateway alone. */
export type InternalClaims = Readonly<z.infer<typeof claimsSchema>>

const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url')

/**
 * A JWT signed by HMAC-SHA-256 (RFC 7515, A.1) with the region's internal key. node:crypto is used because it costs
 * a tenth of a general JWT library on this path and both ends are ours.
 */
export function mintInternalToken(claims: InternalClaims, key: Uint8Array): string {
  const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return `${signed}.${sign(signed, key).toString('base64url')}`
}

/** The claims of a token signed with any of `keys` (current, previous); else, or past its deadline, UNAUTHENTICATED. */
export function verifyInternalToken(token: string, keys: readonly Uint8Array[], now: number): InternalClaims {
  const [head, payload, signature, ...rest] = token.split('.')
  if (head !== header || payload === undefined || signature === undefined || rest.length > 0)
    throw internalTokenRefused('is not a token of the gateway')
  const given = Buffer.from(signature, 'base64url')
  const genuine = keys.some((key) => {
    const expected = sign(`${head}.${payload}`, key)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  if (!genuine) throw internalTokenRefused('has a signature that does not match')
  const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
  if (!claims.success) throw internalTokenRefused('lacks claims')
  if (claims.data.deadline <= now) throw internalTokenRefused('is past its deadline')
  return claims.data
}

function sign(signed: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(signed).digest()
}

/** The answer of a subgraph to whoever is not the gateway; Apollo Server would send it with status 500. */
export function internalTokenRefused(reason: string): Error {
  return graphqlError('UNAUTHENTICATED', `the internal token ${reason}`, { extensions: { http: { status: 401 } } })
}
