import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { openKeyValueStore, writeKeyValue } from './key-value-store.ts'

/** The machine may be busy: long enough for a slow one, at once on a quick one. */
const soon = <Value>(check: () => Value | Promise<Value>): Promise<Value> => vi.waitFor(check, { timeout: 15_000, interval: 20 })

const folder = await mkdtemp(join(tmpdir(), 'hemisphere-values-'))
afterAll(() => rm(folder, { recursive: true }))

let file: string
let count = 0
const faults: unknown[] = []
beforeEach(() => {
  count += 1
  file = join(folder, `values-${count}.json`)
  faults.length = 0
})

const open = () => openKeyValueStore(file, (fault) => faults.push(fault))

test('a value that is written is soon read, others stay', async () => {
  await writeKeyValue(file, 'a', 'first')
  await using store = await open()
  expect(await store.get('a')).toBe('first')
  await writeKeyValue(file, 'b', 'other')
  await writeKeyValue(file, 'a', 'second')
  await soon(async () => expect(await store.get('a')).toBe('second'))
  expect(await store.get('b')).toBe('other')
})

test('a store whose file comes later is empty until then, and again when it has gone', async () => {
  await using store = await open()
  await expect(store.get('a')).rejects.toThrow('has no key a')
  expect(await store.exists('a')).toBe(false)
  await writeKeyValue(file, 'a', 'first')
  await soon(async () => expect(await store.exists('a')).toBe(true))
  await rm(file)
  await soon(async () => expect(await store.exists('a')).toBe(false))
})

test('a file that is none is told once and changes nothing', async () => {
  await writeKeyValue(file, 'a', 'first')
  await using store = await open()
  for (const text of ['{', '[]', JSON.stringify({ a: 'x'.repeat(1_025) }), JSON.stringify({ a: 1 })]) {
    faults.length = 0
    await writeFile(file, text)
    await soon(() => expect(faults.length).toBeGreaterThan(0))
    expect(await store.get('a')).toBe('first')
  }
  await writeFile(file, '{"a":"second"}')
  await soon(async () => expect(await store.get('a')).toBe('second'))
})

test('a value above 1 KB, or a key above 512 bytes, is not written', async () => {
  await writeKeyValue(file, 'a', 'x'.repeat(1_024))
  await expect(writeKeyValue(file, 'a', 'x'.repeat(1_025))).rejects.toThrow('at most 1024 are allowed')
  await expect(writeKeyValue(file, 'a', 'é'.repeat(513))).rejects.toThrow('1026 bytes')
  await expect(writeKeyValue(file, 'k'.repeat(513), '')).rejects.toThrow('wanted 1 to 512')
  await using store = await open()
  expect(await store.get('a')).toBe('x'.repeat(1_024))
})

test('nothing but the file is left behind', async () => {
  await writeKeyValue(file, 'a', 'first')
  const mine = (await readdir(folder)).filter((name) => name.startsWith(`values-${count}.`))
  expect(mine).toEqual([`values-${count}.json`])
})
