import { createHash } from 'node:crypto'
import { graphqlError } from '@hemisphere/kit/error.ts'
import { parseCookie, stringifySetCookie, type SetCookie } from 'cookie'

const tokenCookie = '__Host-hemisphere-token'
const sessionCookie = '__Host-hemisphere-session'
const signInCookie = '__Host-hemisphere-sign-in'

/** Zone, then 32 random bytes in base64url: the zone is for the edge, which sends the request to where the session is kept. */
const zonedId = /^([a-z]{2,8})\.[\w-]{43}$/

/** The access token of a request's cookies, as it was sent; it has yet to be verified. */
export function readTokenCookie(header: string | undefined): string | undefined {
  return readCookie(header, tokenCookie)
}

/** The session of this zone; a malformed one counts as none, and one of another zone is a RESIDENCY_VIOLATION. */
export function readSessionId(header: string | undefined, zone: string): string | undefined {
  return readId(readCookie(header, sessionCookie), zone)
}

/** The sign-in under way in this zone; a malformed one counts as none, and one of another zone is a RESIDENCY_VIOLATION. */
export function readSignInId(header: string | undefined, zone: string): string | undefined {
  return readId(readCookie(header, signInCookie), zone)
}

/** The session that a sign-in replaces; one of another zone can not be reached from here and ends by itself. */
export function readEarlierSessionId(header: string | undefined, zone: string): string | undefined {
  const value = readCookie(header, sessionCookie) ?? ''
  return zonedId.exec(value)?.[1] === zone ? value : undefined
}

/** As it was sent, without decoding: the edge and the gateway must read the same. */
function readCookie(header: string | undefined, name: string): string | undefined {
  return parseCookie(header ?? '', { decode: (value) => value })[name]
}

function readId(value: string | undefined, zone: string): string | undefined {
  const found = zonedId.exec(value ?? '')?.[1]
  if (found !== undefined && found !== zone) throw graphqlError('RESIDENCY_VIOLATION', 'the session is of another zone than this gateway')
  return found === undefined ? undefined : value
}

export function newZonedId(zone: string, randomBytes: (count: number) => Buffer): string {
  return `${zone}.${randomBytes(32).toString('base64url')}`
}

/** Under what an id is kept: who reads the store can't make a cookie of it. */
export function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url')
}

/** `__Host-` makes browsers insist on Secure, on Path=/ and on no Domain, so that no sibling host can plant one. */
const own = { path: '/', httpOnly: true, secure: true } as const

export interface CookieFacts {
  readonly sessionId: string
  readonly accessToken: string
  /** Milliseconds from now. */
  readonly tokenLeftMs: number
  readonly sessionLeftMs: number
}

/** `Set-Cookie` values of a session; neither cookie outlives what it stands for. */
export function sessionCookieLines({ sessionId, accessToken, tokenLeftMs, sessionLeftMs }: CookieFacts): readonly string[] {
  return [
    line({ name: tokenCookie, value: accessToken, sameSite: 'strict' }, Math.min(tokenLeftMs, sessionLeftMs)),
    line({ name: sessionCookie, value: sessionId, sameSite: 'strict' }, sessionLeftMs),
  ]
}

/** Lax: the way back from the issuer is a navigation from another site. */
export function signInCookieLine(signInId: string, leftMs: number): string {
  return line({ name: signInCookie, value: signInId, sameSite: 'lax' }, leftMs)
}

export const endedSessionLines: readonly string[] = [ended(tokenCookie, 'strict'), ended(sessionCookie, 'strict')]

export const endedSignInLine: string = ended(signInCookie, 'lax')

function ended(name: string, sameSite: 'strict' | 'lax'): string {
  return line({ name, value: '', sameSite }, 0)
}

function line(cookie: SetCookie, leftMs: number): string {
  return stringifySetCookie({ ...own, ...cookie, maxAge: Math.max(0, Math.floor(leftMs / 1_000)) })
}
