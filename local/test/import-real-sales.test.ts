import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { askFor } from './support/graph.ts'
import { userToken } from './support/tokens.ts'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '..', '..')
const data = join(repository, '..', 'shared', 'data')
const salesFile = join(data, 'online_retail_weekly.csv.gz')
const catalogFile = join(data, 'online_retail_skus.csv')

const mapping = ['--map', 'sku=series_id', '--map', 'date=period', '--map', 'units=value', '--set', 'store=WEB']

/** Every SKU that is sold in the file, and how often. */
async function readSales(): Promise<{ readonly rowCount: number; readonly skus: readonly string[]; readonly lastWeek: string }> {
  const [, ...lines] = gunzipSync(await readFile(salesFile))
    .toString()
    .trim()
    .split('\n')
  const cells = lines.map((line) => line.split(','))
  return {
    rowCount: lines.length,
    skus: [...new Set(cells.map(([sku = '']) => sku))],
    lastWeek: cells.map(([, week = '']) => week).reduce((latest, week) => (week > latest ? week : latest)),
  }
}

const forecastShape = z.object({
  forecastRun: z.object({ status: z.literal('COMPLETED'), dataThrough: z.string(), progress: z.object({ totalCount: z.int() }) }),
  forecast: z.object({ series: z.object({ weekStarts: z.array(z.string()), mean: z.array(z.number()) }) }),
  products: z.object({
    totalCount: z.int(),
    nodes: z.array(
      z.object({
        sku: z.string(),
        forecast: z.union([
          z.object({
            method: z.enum(['SEASONAL_NAIVE', 'ETS', 'THETA']),
            series: z.object({ p10: z.array(z.number()), p50: z.array(z.number()), p90: z.array(z.number()) }),
          }),
          z.object({ reason: z.string() }),
        ]),
      }),
    ),
  }),
})

const query = `
  query ImportedForecasts {
    forecastRun { status dataThrough progress { totalCount } }
    forecast { ... on Forecast { series { weekStarts mean } } }
    products(first: 250) {
      totalCount
      nodes { sku forecast { ... on Forecast { method series { p10 p50 p90 } } ... on NoForecast { reason } } }
    }
  }`

const salesQuery = `
  query ImportedSales {
    weeklySales(filter: { from: "2010-11-29", to: "2011-12-05" }, first: 250) { nodes { weekStart soldUnits netSales { amount } product { id } } }
  }`

const salesShape = z.object({ weeklySales: z.object({ nodes: z.array(z.unknown()) }) })

describe.skipIf(!existsSync(salesFile))('real sales of an online retailer (skipped where ../shared/data is absent)', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hemisphere-import-'))
  })

  afterAll(() => rm(folder, { recursive: true }))

  /** Runs `npm run import`; what it says. */
  async function importFile(kind: string, file: string, ...options: readonly string[]): Promise<string> {
    const command = join(repository, 'local', 'src', 'import.ts')
    const args = [command, '--tenant', 'atelier-zero', '--kind', kind, '--secrets', inject('world').secretsUrl, ...options, file]
    const { stderr } = await run(process.execPath, args)
    return stderr
  }

  test('are imported by column mapping, and the graph answers with their forecasts', async () => {
    const { rowCount, skus, lastWeek } = await readSales()
    const stores = join(folder, 'stores.csv')
    await writeFile(stores, 'store,name,kind,city,country,timeZone,currency\nWEB,Web shop,ONLINE,London,GB,Europe/London,GBP\n')

    expect(await importFile('stores', stores)).toContain('1 rows stored in eu-west-1')
    expect(await importFile('catalog', catalogFile, '--map', 'styleName=description', '--set', 'category=Gifts')).toContain(
      'rows stored in eu-west-1',
    )
    const said = await importFile('sales', salesFile, ...mapping)
    expect(said).toContain(`${rowCount.toLocaleString('en')} rows stored in eu-west-1`)
    expect(said).toMatch(/forecasts of [\d,]+ series are live/)

    const token = await userToken('planner@atelier-zero.example')
    const { forecastRun, forecast, products } = await askFor(forecastShape, { query, token })
    expect(forecastRun.dataThrough).toBe(lastWeek)
    expect(forecastRun.progress.totalCount).toBeGreaterThan(skus.length)
    expect(forecast.series.weekStarts).toHaveLength(13)
    expect(forecast.series.weekStarts.every((week) => week > lastWeek)).toBe(true)
    // The retailer was closed in the last week of the year before: a week may be nought, the quarter is not.
    expect(Math.min(...forecast.series.mean)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...forecast.series.mean)).toBeGreaterThan(skus.length)
    const forecasts = products.nodes.flatMap(({ forecast: one }) => ('method' in one ? [one] : []))
    const sold = new Set(skus)
    expect(forecasts.length).toBe(products.nodes.filter(({ sku }) => sold.has(sku)).length)
    expect(forecasts.length).toBeGreaterThan(0)
    for (const { series } of forecasts) {
      expect(series.p50).toHaveLength(13)
      expect(
        series.p50.every((p50, week) => 0 <= (series.p10[week] ?? -1) && (series.p10[week] ?? 0) <= p50 && p50 <= (series.p90[week] ?? -1)),
      ).toBe(true)
    }
  })

  test('imported again change nothing', async () => {
    const token = await userToken('planner@atelier-zero.example')
    const before = await askFor(salesShape, { query: salesQuery, token })
    expect(before.weeklySales.nodes).toHaveLength(250)
    await importFile('sales', salesFile, ...mapping, '--no-forecast')
    expect(await askFor(salesShape, { query: salesQuery, token })).toEqual(before)
  })

  test('leave rows at fault to the reject file, with number and reason', async () => {
    const faulty = join(folder, 'faulty.csv')
    await writeFile(faulty, 'day,article,pieces,net\n2011-12-05,10002,3,2.55\n2011-12-05,no-such-sku,1,1.00\n2011-13-05,10002,1,0.85\n')
    const columns = ['--map', 'sku=article', '--map', 'date=day', '--map', 'units=pieces', '--map', 'netAmount=net', '--set', 'store=WEB']
    const failure = await importFile('sales', faulty, ...columns, '--no-forecast').catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 2, stderr: expect.stringMatching(/1 rows stored[^]*2 rows are at fault/) })
    const [header, ...rejects] = (await readFile(`${faulty}.rejects.csv`, 'utf8')).trim().split('\n')
    expect(header).toBe('row,reason,day,article,pieces,net')
    expect(rejects).toEqual([expect.stringMatching(/^2,.*no-such-sku/), expect.stringMatching(/^3,.*2011-13-05/)])
  })
})
