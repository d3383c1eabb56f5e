import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tenantHash } from '@hemisphere/kit/log.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collectFiles } from './collect-files.ts'
import { placeOf } from './file-place.ts'
import { createLookBook } from './look-book.ts'
import { createTenantFinder } from './tenant-names.ts'
import { nordhem } from './testing/small-evidence.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-files-'))
  for (const name of ['logs', 'issuers/eu', 'postgres/x']) await mkdir(join(folder, name), { recursive: true })
})

afterEach(() => rm(folder, { recursive: true }))

async function collect() {
  const book = createLookBook()
  const find = createTenantFinder([{ ...nordhem, people: ['planner@nordhem.example'], clients: [] }])
  const findings = await collectFiles({ book, folder, find, knownHashes: new Set([tenantHash(nordhem.id)]) })
  return { findings, failures: book.looks.flatMap(({ store, failure }) => (failure === undefined ? [] : [[store, failure]])) }
}

const logLine = (region: string): string => `${JSON.stringify({ region, tenant: tenantHash(nordhem.id), msg: 'operation' })}\n`

test('lines of a log are counted where the log lies', async () => {
  await writeFile(join(folder, 'logs/eu-west-1.log'), logLine('eu-west-1').repeat(3))
  const { findings } = await collect()
  expect(findings).toEqual([
    expect.objectContaining({ kind: 'log line', tenantId: nordhem.id, place: placeOf('eu-west-1'), count: 3, names: ['log hash'] }),
  ])
})

test('a line that names a region of another zone than its log lies nowhere for certain', async () => {
  await writeFile(join(folder, 'logs/eu-west-1.log'), logLine('us-east-1'))
  expect((await collect()).findings).toEqual([expect.objectContaining({ place: { kind: 'unknown' } })])
})

test('a hash that is of no known tenant is told as such', async () => {
  await writeFile(join(folder, 'logs/eu-west-1.log'), '{"tenant":"deadbeef"}\n')
  expect((await collect()).findings).toEqual([expect.objectContaining({ tenantId: undefined, count: 1 })])
})

test('people of an issuer are counted by entry', async () => {
  const users = [{ email: 'planner@nordhem.example' }, { email: 'somebody@else.example' }]
  await writeFile(join(folder, 'issuers/eu/user-pool.json'), JSON.stringify({ users, clients: [] }))
  expect((await collect()).findings).toEqual([expect.objectContaining({ kind: 'account', item: 'users', count: 1 })])
})

test('secrets are counted in the region that they are of, one of no region nowhere', async () => {
  await writeFile(join(folder, 'secrets.json'), JSON.stringify({ 'eu-west-1': { 'client/nordhem': 1 }, moon: { 'client/nordhem': 1 } }))
  expect((await collect()).findings.map(({ place }) => place)).toEqual([placeOf('eu-west-1'), { kind: 'unknown' }])
})

test("a file's name is looked at as well, and files of database servers are not", async () => {
  await writeFile(join(folder, 'nordhem.csv'), 'Day,Article\n')
  await writeFile(join(folder, 'postgres/x/nordhem'), 'nordhem')
  expect((await collect()).findings).toEqual([expect.objectContaining({ item: 'name of the file', place: { kind: 'unknown' } })])
})

test('what is compressed fails the look: it could hold anything', async () => {
  await writeFile(join(folder, 'backup.gz'), Buffer.from([0x1f, 0x8b, 8, 0]))
  expect((await collect()).failures).toEqual([['backup.gz', 'it is compressed or a dump, and can not be looked into']])
})
