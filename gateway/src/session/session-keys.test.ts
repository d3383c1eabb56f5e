import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSessionKeys, deriveSessionKey } from './session-keys.ts'

test('keys follow the secrets through a rotation, and stay the same while those do', async () => {
  const [first, second] = [randomBytes(32), randomBytes(32)]
  let secrets: readonly Uint8Array[] = [first]
  // Read anew each time, as from Secrets Manager.
  const keys = createSessionKeys(async () => secrets.map((secret) => Uint8Array.from(secret)))
  const [before] = await keys()
  expect((await keys())[0]).toBe(before)
  expect(before?.seal.equals(deriveSessionKey(first).seal)).toBe(true)
  secrets = [second, first]
  const [current, previous] = await keys()
  expect(previous).toBe(before)
  expect(current?.csrf.equals(deriveSessionKey(second).csrf)).toBe(true)
  secrets = [second]
  expect(await keys()).toEqual([current])
})

test('each purpose has a key of its own', () => {
  const { seal, csrf } = deriveSessionKey(randomBytes(32))
  expect(seal.equals(csrf)).toBe(false)
})
