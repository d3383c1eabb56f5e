import { createHmac, timingSafeEqual } from 'node:crypto'
import { graphqlError } from '@hemisphere/kit/error.ts'
import type { SessionKey } from './session-keys.ts'

/** What a page of ours sends back in `x-csrf-token`: it shows that it could read our answers, which no other site can. */
export function csrfTokenOf(sessionId: string, key: SessionKey): string {
  return mac(sessionId, key).toString('base64url')
}

export interface CsrfHeaders {
  readonly 'x-csrf-token'?: string | readonly string[] | undefined
  readonly origin?: string | undefined
  readonly 'sec-fetch-site'?: string | readonly string[] | undefined
}

/** Holds that `x-csrf-token` belongs to the session, by the current or the previous key; else FORBIDDEN. */
export function checkCsrfToken(headers: CsrfHeaders, sessionId: string | undefined, keys: readonly SessionKey[]): void {
  const given = headers['x-csrf-token']
  if (given === undefined) throw graphqlError('FORBIDDEN', 'got cookies without x-csrf-token, wanted the one of this session')
  const bytes = typeof given === 'string' ? Buffer.from(given, 'base64url') : undefined
  // Every key is compared, so that the time does not tell which one matched.
  const matches = keys.filter((key) => sessionId !== undefined && bytes !== undefined && isSame(bytes, mac(sessionId, key)))
  if (matches.length === 0) throw graphqlError('FORBIDDEN', 'x-csrf-token is not the one of this session')
}

/** Holds that a browser says, where it says anything, that a page of our own asks; else FORBIDDEN. */
export function checkSameOrigin(headers: CsrfHeaders, publicOrigin: string): void {
  const { origin, 'sec-fetch-site': site } = headers
  const isOwn = (origin === undefined || origin === publicOrigin) && (site === undefined || site === 'same-origin' || site === 'none')
  if (!isOwn) throw graphqlError('FORBIDDEN', 'the request comes from a page of another origin')
}

function mac(sessionId: string, { csrf }: SessionKey): Buffer {
  return createHmac('sha256', csrf).update(sessionId).digest()
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
