import { expect, test } from 'vitest'
import { viewerId } from './viewer-id.ts'

test('a person and a client of the same subject have different ids', () => {
  // base64url of "ada" is YWRh (RFC 4648, section 5).
  expect(viewerId({ kind: 'user', sub: 'ada' })).toBe('user_YWRh')
  expect(viewerId({ kind: 'client', sub: 'ada' })).toBe('client_YWRh')
})

test('any subject gives an id of letters, digits, dash and underscore that names it alone', () => {
  const subjects = ['partner@nordhem', 'a b/c?d=é', '🧵'.repeat(64), 'x'.repeat(128)]
  const ids = subjects.map((sub) => viewerId({ kind: 'client', sub }))
  for (const id of ids) expect(id).toMatch(/^client_[\w-]+$/)
  expect(ids.map((id) => Buffer.from(id.slice('client_'.length), 'base64url').toString())).toEqual(subjects)
})
