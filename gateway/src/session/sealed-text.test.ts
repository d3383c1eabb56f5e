import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { seal, unseal } from './sealed-text.ts'
import { deriveSessionKey, type SessionKey } from './session-keys.ts'

const newKey = (): SessionKey => deriveSessionKey(randomBytes(32))

const [current, previous, other] = [newKey(), newKey(), newKey()]

test('a text is read back with the current or the previous key', () => {
  expect(unseal(seal('refresh token ü', current, 'eu:session:1'), [current, previous], 'eu:session:1')).toBe('refresh token ü')
  expect(unseal(seal('', previous, 'eu:session:1'), [current, previous], 'eu:session:1')).toBe('')
})

test('the same text is never sealed alike', () => {
  expect(seal('a', current, 'k')).not.toBe(seal('a', current, 'k'))
})

test('a text that was moved to another place, changed, cut or sealed by another key does not open', () => {
  const sealed = seal('refresh token', current, 'eu:session:1')
  const bytes = Buffer.from(sealed, 'base64url')
  const changed = [0, 12, bytes.length - 1].map((index) => bytes.with(index, (bytes[index] ?? 0) ^ 1))
  expect(unseal(sealed, [current], 'eu:session:2')).toBeUndefined()
  expect(unseal(sealed, [other, previous], 'eu:session:1')).toBeUndefined()
  for (const bad of changed) expect(unseal(Buffer.from(bad).toString('base64url'), [current], 'eu:session:1')).toBeUndefined()
  for (const length of [0, 5, 28, bytes.length - 1]) {
    expect(unseal(bytes.subarray(0, length).toString('base64url'), [current], 'eu:session:1')).toBeUndefined()
  }
})
