import { z } from 'zod'

/** Public half of the key that signs region maps and assemblies, as a JWK (RFC 8037). */
export const publicMapKeySchema = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() })

/** The key itself. */
export const mapKeySchema = publicMapKeySchema.extend({ d: z.string() })
