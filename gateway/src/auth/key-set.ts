import { graphqlError } from '@hemisphere/kit/error.ts'
import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose'

export interface KeySetOptions {
  readonly url: string
  readonly fetch: FetchImplementation
}

/** How soon after a read an unknown key id may cause the next one; jose's own 30 s would refuse a fresh key for as long. */
const cooldownMs = 2_000
const timeoutMs = 2_000

/** The issuer's signing keys, read when needed and kept for ten minutes; REGION_UNAVAILABLE when they can't be read. */
export function createKeySet({ url, fetch }: KeySetOptions): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(url), { cooldownDuration: cooldownMs, timeoutDuration: timeoutMs, [customFetch]: fetch })
  return async (header, token) => {
    try {
      return await keys(header, token)
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error
      if (error instanceof errors.JOSENotSupported) throw error
      throw graphqlError('REGION_UNAVAILABLE', 'access tokens can not be verified now', { cause: error, retryAfterSeconds: 5 })
    }
  }
}
