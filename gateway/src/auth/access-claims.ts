import { isUuid } from '@hemisphere/kit/opaque-id.ts'
import { z } from 'zod'

const uuid = z.string().refine(isUuid)
const epoch = z.int().positive()

/** Version 1 of the claims; a person has a username, a client is its own subject. */
const claimsSchema = z
  .object({
    token_use: z.literal('access'),
    sub: z.string().min(1).max(128),
    client_id: z.string().min(1),
    username: z.string().min(1).optional(),
    origin_jti: z.string().min(1).max(128).optional(),
    exp: z.number().positive(),
    'dt:v': z.literal(1),
    'dt:t': uuid,
    'dt:z': z.string().min(1),
    'dt:hr': z.string().min(1),
    'dt:te': epoch,
    'dt:pe': epoch,
    'dt:p': uuid,
  })
  .refine(({ username, sub, client_id: clientId }) => username !== undefined || sub === clientId)

/** What the gateway takes from a genuine access token. */
export interface AccessClaims {
  readonly subject: string
  readonly kind: 'user' | 'client'
  /** The issuer's client that asked for the token. */
  readonly clientId: string
  readonly tenantId: string
  readonly zone: string
  readonly homeRegion: string
  readonly placementEpoch: number
  readonly permissionSetId: string
  readonly permissionEpoch: number
  /** What all tokens of one sign-in have in common; a client's own have none. */
  readonly originJti?: string | undefined
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** The claims of a token's payload; undefined when any of them is missing or malformed. */
export function readAccessClaims(payload: unknown): AccessClaims | undefined {
  const parsed = claimsSchema.safeParse(payload)
  if (!parsed.success) return undefined
  const claims = parsed.data
  return {
    subject: claims.sub,
    kind: claims.username === undefined ? 'client' : 'user',
    clientId: claims.client_id,
    tenantId: claims['dt:t'],
    zone: claims['dt:z'],
    homeRegion: claims['dt:hr'],
    placementEpoch: claims['dt:te'],
    permissionSetId: claims['dt:p'],
    permissionEpoch: claims['dt:pe'],
    originJti: claims.origin_jti,
    expiresAt: claims.exp * 1_000,
  }
}
