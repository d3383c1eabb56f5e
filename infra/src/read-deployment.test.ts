import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readDeployment } from './read-deployment.ts'
import { exampleDeployment } from './testing/example-deployment.ts'

const { topology: _, version: __, ...described } = exampleDeployment
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deployment-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function read(described: object): Promise<unknown> {
  const file = join(folder, 'deployment.json')
  await writeFile(file, JSON.stringify(described))
  return readDeployment({ file, version: 'c0ffee' })
}

test('a file describes a deployment of the topology here, at the commit that is given', async () => {
  expect(await read({ ...described, size: 'large' })).toEqual({ ...exampleDeployment, size: 'large', version: 'c0ffee' })
})

test('without a file the example is synthesized', () => {
  expect(readDeployment({ file: join(folder, 'none.json'), version: undefined })).toEqual(exampleDeployment)
})

test.each([
  ['an unknown field', { ...described, sise: 'large' }, 'sise'],
  ['an unknown size', { ...described, size: 'huge' }, 'size'],
  ['an account of no zone', { ...described, accounts: { ...described.accounts, zones: { eu: '222222222222' } } }, 'no account for zone us'],
  ['an address that is none', { ...described, operatorEmail: 'operator' }, 'operatorEmail'],
])('%s is thrown', async (_, wrong, reason) => {
  await expect(read(wrong)).rejects.toThrow(reason)
})
