import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readHeader, readRecords } from './read-csv.ts'
import { writeRejectFile } from './reject-file.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-csv-'))
})

afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

test('gzip is told by its bytes, and the delimiter by the header', async () => {
  const path = await file('sales.csv', gzipSync('\uFEFFdate;sku;units\n2026-11-02;"A;1";3\n'))
  const { header, delimiter } = await readHeader(path)
  expect({ header, delimiter }).toEqual({ header: ['date', 'sku', 'units'], delimiter: ';' })
  expect(await Array.fromAsync(readRecords(path, delimiter))).toEqual([{ row: 1, cells: ['2026-11-02', 'A;1', '3'] }])
})

test('an empty file, a broken archive and an open quote are told', async () => {
  await expect(readHeader(await file('empty.csv', ''))).rejects.toThrow(/is empty/)
  const broken = await file('broken.gz', gzipSync('a,b\n1,2\n').subarray(0, 20))
  await expect(Array.fromAsync(readRecords(broken, ','))).rejects.toThrow(/unexpected end of file/)
  await expect(Array.fromAsync(readRecords(await file('quote.csv', 'a,b\n"1,2\n'), ','))).rejects.toThrow(/quote/i)
})

test('the reject file holds the rows at fault as they came, with number and reason', async () => {
  const source = await file('source.csv', 'sku,units\nA,1\n"B ""big""",x\nC,2,3\n')
  const target = join(folder, 'rejects.csv')
  const rejects = [
    { row: 2, reason: 'units got "x"' },
    { row: 3, reason: 'too many cells' },
  ]
  await writeRejectFile({ source, delimiter: ',', header: ['sku', 'units'], rejects, target })
  expect(await readFile(target, 'utf8')).toBe('row,reason,sku,units\n2,"units got ""x""","B ""big""",x\n3,too many cells,C,2,3\n')
})
