import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { newZonedId, readEarlierSessionId, readSessionId, readSignInId, readTokenCookie, sessionCookieLines } from './session-cookies.ts'

const id = newZonedId('eu', randomBytes)
const cookie = (value: string): string => `a=b; __Host-hemisphere-session=${value}; c=d`

test('a session is read from among other cookies', () => {
  expect(readSessionId(cookie(id), 'eu')).toBe(id)
  expect(readEarlierSessionId(cookie(id), 'eu')).toBe(id)
  expect(readSignInId(cookie(id), 'eu')).toBeUndefined()
})

test.each([
  '',
  'eu.',
  `eu.${'A'.repeat(42)}`,
  `eu.${'A'.repeat(44)}`,
  `EU.${'A'.repeat(43)}`,
  `eu%2E${'A'.repeat(43)}`,
  `"${id}"`,
  `${id} x`,
])('the malformed session %j counts as none', (value) => {
  expect(readSessionId(cookie(value), 'eu')).toBeUndefined()
})

test('a session of another zone is a RESIDENCY_VIOLATION, and nothing that a sign-in could end', () => {
  expect(() => readSessionId(cookie(id), 'us')).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'RESIDENCY_VIOLATION' }) }),
  )
  expect(readEarlierSessionId(cookie(id), 'us')).toBeUndefined()
})

test('a token is read as it was sent', () => {
  expect(readTokenCookie('__Host-hemisphere-token=a.b%2Ec')).toBe('a.b%2Ec')
  expect(readTokenCookie(undefined)).toBeUndefined()
})

test('a token’s cookie lives no longer than the session', () => {
  const lines = sessionCookieLines({ sessionId: id, accessToken: 'a.b.c', tokenLeftMs: 300_000, sessionLeftMs: 90_999 })
  expect(lines).toEqual([
    '__Host-hemisphere-token=a.b.c; Max-Age=90; Path=/; HttpOnly; Secure; SameSite=Strict',
    `__Host-hemisphere-session=${id}; Max-Age=90; Path=/; HttpOnly; Secure; SameSite=Strict`,
  ])
})
