import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkCsrfToken, checkSameOrigin, csrfTokenOf } from './csrf.ts'
import { deriveSessionKey, type SessionKey } from './session-keys.ts'

const newKey = (): SessionKey => deriveSessionKey(randomBytes(32))

const [current, previous] = [newKey(), newKey()]
const keys = [current, previous]
const forbidden = expect.objectContaining({ extensions: expect.objectContaining({ code: 'FORBIDDEN' }) })

test.each([current, previous])('the token of the session is taken, of the current and of the previous key', (key) => {
  expect(() => checkCsrfToken({ 'x-csrf-token': csrfTokenOf('eu.a', key) }, 'eu.a', keys)).not.toThrow()
})

test('no token, two, a cut one, or one of another session or key is FORBIDDEN', () => {
  const right = csrfTokenOf('eu.a', current)
  const wrong = [undefined, '', 'x', right.slice(1), [right, right], csrfTokenOf('eu.b', current), csrfTokenOf('eu.a', newKey())]
  for (const token of wrong) expect(() => checkCsrfToken({ 'x-csrf-token': token }, 'eu.a', keys)).toThrow(forbidden)
  expect(() => checkCsrfToken({ 'x-csrf-token': right }, undefined, keys)).toThrow(forbidden)
})

test('a page of ours may ask, and a caller that is no browser', () => {
  const origin = 'https://app.example'
  for (const headers of [{}, { origin }, { origin, 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }]) {
    expect(() => checkSameOrigin(headers, origin)).not.toThrow()
  }
})

test('a page of another origin is FORBIDDEN, a sibling host, another port and an opaque one among them', () => {
  const foreign = [
    { origin: 'https://evil.example' },
    { origin: 'https://app.example:8443' },
    { origin: 'https://www.app.example' },
    { origin: 'null' },
    { origin: '' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' },
  ]
  for (const headers of foreign) expect(() => checkSameOrigin(headers, 'https://app.example')).toThrow(forbidden)
})
