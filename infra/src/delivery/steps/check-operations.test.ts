import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSupergraph } from '@hemisphere/schema/supergraph.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkOperations } from './check-operations.ts'

const { full } = readSupergraph()
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'operations-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const register = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text)

test('operations that the supergraph answers are counted', async () => {
  await register('first.graphql', 'query First { products(first: 1) { nodes { id title } } }')
  await register('second.graphql', 'query Second { viewer { tenant { homeRegion } } }')
  expect(await checkOperations(full, folder)).toBe('2 operations of clients run on the supergraph')
})

test('an operation whose field is gone is thrown by its file', async () => {
  await register('old.graphql', 'query Old { products(first: 1) { nodes { id title } } }')
  const without = full.replace(/\btitle: String!?/g, 'name: String')
  expect(without).not.toBe(full)
  await expect(checkOperations(without, folder)).rejects.toThrow('old.graphql: Cannot query field "title"')
})

test('an operation that cannot be read is a fault', async () => {
  await register('broken.graphql', 'query {')
  await expect(checkOperations(full, folder)).rejects.toThrow('broken.graphql: Syntax Error')
})

test('without a registry the answer says so', async () => {
  await rm(folder, { recursive: true })
  expect(await checkOperations(full, folder)).toContain('there is no registry of operations')
})

test('an empty registry is no success', async () => {
  await expect(checkOperations(full, folder)).rejects.toThrow('is empty')
})
