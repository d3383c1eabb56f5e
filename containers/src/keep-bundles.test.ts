import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepBundles } from './keep-bundles.ts'
import { bundleNames } from './service-bundles.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-bundles-'))
})

afterAll(() => rm(folder, { recursive: true }))

test('bundles are built once, and again when a file of theirs has changed or the stamp is no more', { timeout: 120_000 }, async () => {
  expect(await keepBundles(folder)).toBe(true)
  expect(await readdir(folder)).toEqual(expect.arrayContaining([...bundleNames, 'chunks', 'supergraph.graphql']))
  expect(await keepBundles(folder)).toBe(false)
  await utimes(new URL('health-check.ts', import.meta.url), new Date(), new Date())
  expect(await keepBundles(folder)).toBe(true)
  await writeFile(join(folder, 'stamp.json'), '{"inputs"')
  expect(await keepBundles(folder)).toBe(true)
  expect(await keepBundles(folder)).toBe(false)
})
