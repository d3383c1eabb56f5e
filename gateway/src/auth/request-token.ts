import { checkCsrfToken, checkSameOrigin, type CsrfHeaders } from '../session/csrf.ts'
import { readSessionId, readTokenCookie } from '../session/session-cookies.ts'
import type { Sessions } from '../session/sessions.ts'
import { readBearerToken } from './bearer-token.ts'

export interface TokenHeaders extends CsrfHeaders {
  readonly authorization?: string | undefined
  readonly cookie?: string | undefined
}

/**
 * The access token of a request: of `Authorization`, else of the cookie, which browsers send whoever asks: so it counts with the
 * session's `x-csrf-token` and from a page of our own alone, else FORBIDDEN. UNAUTHENTICATED without any.
 */
export async function readRequestToken(
  headers: TokenHeaders,
  sessions: Pick<Sessions, 'zone' | 'publicOrigin' | 'keys'> | undefined,
): Promise<string> {
  if (sessions === undefined || headers.authorization !== undefined) return readBearerToken(headers.authorization)
  const accessToken = readTokenCookie(headers.cookie)
  if (accessToken === undefined) return readBearerToken(undefined)
  checkSameOrigin(headers, sessions.publicOrigin)
  checkCsrfToken(headers, readSessionId(headers.cookie, sessions.zone), await sessions.keys())
  return accessToken
}
