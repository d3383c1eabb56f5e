import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const main = join(import.meta.dirname, '..', 'src', 'command', 'main.ts')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forecast-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Outcome {
  readonly status: number
  readonly said: string
}

async function forecast(file: string, ...args: readonly string[]): Promise<Outcome> {
  try {
    const { stderr } = await run(process.execPath, [main, '--file', join(folder, file), '--out', join(folder, 'out.csv'), ...args])
    return { status: 0, said: stderr }
  } catch (error) {
    const { code, stderr } = error as { readonly code: number; readonly stderr: string }
    return { status: code, said: stderr }
  }
}

async function readOut(): Promise<readonly Readonly<Record<string, string>>[]> {
  const [head = '', ...lines] = (await readFile(join(folder, 'out.csv'), 'utf8')).trimEnd().split('\n')
  const names = head.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])))
}

function weekly(ids: readonly string[], weeks: number): string {
  const rows = ids.flatMap((id) =>
    Array.from({ length: weeks }, (_, week) => {
      const day = new Date(Date.UTC(2024, 0, 1) + week * 7 * 86_400_000).toISOString().slice(0, 10)
      return `${id},${day},${10 + (week % 4)},${week % 5 === 0 ? 8 : 10},${week < weeks - 4 ? 'train' : 'test'}`
    }),
  )
  return `series_id,period,value,price,split\n${rows.join('\n')}\n`
}

describe('a sound file', () => {
  test('is forecast from its end', async () => {
    await writeFile(join(folder, 'plain.csv'), weekly(['a', 'b'], 40))
    const { status, said } = await forecast('plain.csv', '--horizon', '3', '--season', '4')
    expect({ status, said }).toMatchObject({ status: 0, said: expect.stringContaining('6 rows of 2 series and 1 origin') })
    const rows = await readOut()
    expect(rows.map(({ series_id: id, origin, h }) => `${id} ${origin} ${h}`)).toEqual(
      [1, 2, 3].map((h) => `a 2024-09-30 ${h}`).concat([1, 2, 3].map((h) => `b 2024-09-30 ${h}`)),
    )
    for (const row of rows) {
      const numbers = ['p025', 'p10', 'p50', 'p90', 'p975'].map((name) => Number(row[name]))
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    }
  })

  test('may be packed by gzip, split, and say what is known ahead', async () => {
    await writeFile(join(folder, 'packed.csv.gz'), gzipSync(weekly(['a', 'b', 'c'], 60)))
    const { status, said } = await forecast('packed.csv.gz', '--horizon', '6', '--split-column', 'split', '--regressors', 'price')
    expect({ status, said }).toMatchObject({ status: 0 })
    const rows = await readOut()
    // Of 6 steps 4 are in the file: what comes after has no price.
    expect(rows.filter(({ series_id: id }) => id === 'a').map(({ h }) => h)).toEqual(['1', '2', '3', '4'])
    expect(rows[0]?.['origin']).toBe('2025-01-20')
  })

  test('is forecast from several origins, a horizon apart', async () => {
    await writeFile(join(folder, 'origins.csv'), weekly(['a'], 40))
    expect(await forecast('origins.csv', '--horizon', '4', '--origins', '3')).toMatchObject({ status: 0 })
    const rows = await readOut()
    expect([...new Set(rows.map(({ origin }) => origin))]).toEqual(['2024-07-08', '2024-08-05', '2024-09-02'])
  })

  test('has the same forecasts whatever comes after an origin', async () => {
    const lines = weekly(['a', 'b'], 40).trimEnd().split('\n')
    await writeFile(join(folder, 'future.csv'), lines.join('\n'))
    await forecast('future.csv', '--horizon', '4', '--split-column', 'split')
    const before = await readOut()
    await writeFile(join(folder, 'future.csv'), lines.map((line) => line.replace(/,\d+,(\d+),test$/, ',999,$1,test')).join('\n'))
    await forecast('future.csv', '--horizon', '4', '--split-column', 'split')
    expect(await readOut()).toEqual(before)
  })
})

describe('a faulty file', () => {
  const head = 'series_id,period,value\n'
  test.each([
    ['a value that is no number', `${head}a,2024-01,5\na,2024-02,many\n`, 'line 3: column "value" is "many", wanted a number or nothing'],
    ['a period that is none', `${head}a,2024-01,5\na,yesterday,5\n`, 'line 3: column "period" is "yesterday"'],
    ['a month that there is not', `${head}a,2024-13,5\n`, 'line 2: column "period" is "2024-13"'],
    ['a day that there is not', `${head}a,2023-02-29,5\n`, 'line 2: column "period" is "2023-02-29"'],
    ['months among days', `${head}a,2024-01-01,5\na,2024-02,5\n`, 'line 3: column "period" is "2024-02", another kind of period'],
    ['a period twice', `${head}a,2024-01,5\na,2024-02,6\na,2024-01,7\n`, 'line 4: series "a" has period 2024-01 a second time (line 2)'],
    ['a series without a name', `${head},2024-01,5\n`, 'line 2: column "series_id" is empty'],
    ['a row that is too short', `${head}a,2024-01\n`, 'line 2'],
    ['no such column', 'id,period,value\na,2024-01,5\n', 'line 1 has no column "series_id"; its columns are id, period, value'],
    ['no rows', head, 'no row below its head line'],
    ['nothing', '', 'the file is empty'],
  ])('with %s is told what is wrong, and leaves no output', async (_, text, message) => {
    await rm(join(folder, 'out.csv'), { force: true })
    await writeFile(join(folder, 'faulty.csv'), text)
    const { status, said } = await forecast('faulty.csv', '--horizon', '3')
    expect(said).toContain(message)
    expect(status).toBe(1)
    expect((await readdir(folder)).filter((name) => name.startsWith('out.csv'))).toEqual([])
  })

  test('that is broken by its packing, too', async () => {
    await writeFile(join(folder, 'broken.csv.gz'), gzipSync(weekly(['a'], 40)).subarray(0, 60))
    expect(await forecast('broken.csv.gz', '--horizon', '3')).toMatchObject({ status: 1, said: expect.stringContaining('gzip is broken') })
  })

  test('that is not there, too', async () => {
    expect(await forecast('absent.csv', '--horizon', '3')).toMatchObject({
      status: 1,
      said: expect.stringContaining('there is no such file'),
    })
  })

  test('without what is known ahead, too', async () => {
    await writeFile(join(folder, 'short.csv'), weekly(['a'], 40))
    const { status, said } = await forecast('short.csv', '--horizon', '3', '--regressors', 'price')
    expect({ status, said }).toMatchObject({
      status: 1,
      said: expect.stringContaining('add rows without a value, or leave out --regressors'),
    })
  })

  test('with too few rows for its origins, too', async () => {
    await writeFile(join(folder, 'short.csv'), weekly(['a'], 10))
    const { status, said } = await forecast('short.csv', '--horizon', '5', '--origins', '2')
    expect({ status, said }).toMatchObject({
      status: 1,
      said: expect.stringContaining('has 10 rows with a value, wanted more than 2 origins × 5 periods = 10'),
    })
  })
})

test("an output that can't be written is told, with its place", async () => {
  await writeFile(join(folder, 'plain.csv'), weekly(['a'], 40))
  const { status, said } = await forecast('plain.csv', '--horizon', '3', '--out', join(folder, 'no', 'folder.csv'))
  expect({ status, said }).toMatchObject({ status: 1, said: expect.stringContaining("folder.csv can't be written: Error: ENOENT") })
})

test.each([
  ['--horizon', '0'],
  ['--horizon', 'soon'],
  ['--season', '-1'],
])('%s %s is refused with what is wanted', async (option, value) => {
  const { status, said } = await forecast('any.csv', '--horizon', '3', option, value)
  expect({ status, said }).toMatchObject({ status: 1, said: expect.stringContaining('wanted a whole number from 1') })
})
