import { createHash, timingSafeEqual } from 'node:crypto'
import { graphqlError } from '@hemisphere/kit/error.ts'

/**
 * Holds that a request came through the edge: its `x-origin-verify` is one of the secrets (current, previous), else FORBIDDEN.
 * Hashes make the comparison take the same time for any value. The load balancer checks this first; this is the second wall.
 */
export function checkOriginVerify(given: string | readonly string[] | undefined, secrets: readonly string[]): void {
  const hash = typeof given === 'string' ? sha256(given) : undefined
  // Every secret is compared, so that the time does not tell which one matched.
  const matches = secrets.filter((secret) => secret !== '' && hash !== undefined && timingSafeEqual(hash, sha256(secret)))
  if (matches.length === 0) throw graphqlError('FORBIDDEN', 'the request did not come through the edge')
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
