import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { TenantDatabase, withTenant } from '@hemisphere/kit/tenant-database.ts'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { forecastSeries } from '../src/engine/forecast-series.ts'
import { findRunProgress } from '../src/runs/find-run-progress.ts'
import { blockWrites } from './blocked-writes.ts'
import { createForecastingWorld, runIdOf, type ForecastingWorld } from './forecasting-world.ts'
import { seedSmallRetailer, smallRetailerSeries } from './small-retailer.ts'

let world: ForecastingWorld
let tenantId: string

beforeEach(async () => {
  world = await createForecastingWorld()
  ;({ tenantId } = await seedSmallRetailer(world))
})

afterEach(() => world[Symbol.asyncDispose]())

const asTenant = { access: 'read', statementTimeoutMs: 5_000 } as const

interface StoredRun {
  readonly run_id: string
  readonly count: number
}

/** Stored forecasts by run, most recent run first. */
async function storedForecasts(): Promise<StoredRun[]> {
  const { rows } = await withTenant({ ...asTenant, pool: world.pool, tenantId }, ({ db }) =>
    sql<StoredRun>`select run_id, count(*) from forecasting.forecast group by run_id order by run_id desc`.execute(db),
  )
  return rows
}

/** Runs seen by one request that asks for two levels at once. */
async function runsSeen(): Promise<string[]> {
  const { data, errors } = await world.ask(
    tenantId,
    '{ a: forecast { ... on Forecast { run { id } } } b: forecast(weeks: 1) { ... on Forecast { run { id } } } live: forecastRun { id } }',
  )
  expect(errors).toEqual([])
  return [data.a.run.id, data.b.run.id, data.live.id]
}

async function queuedJobs(): Promise<number> {
  const { rows } = await world.pool.query<{ count: number }>('select count(*) from forecasting_jobs._private_jobs')
  return rows[0]?.count ?? -1
}

test('two workers at once do each batch once', async () => {
  const runId = runIdOf(await world.start(tenantId))
  const forecast = vi.fn(forecastSeries)
  {
    await using blocked = await blockWrites(world)
    await using first = await world.work({ forecast, seriesPerBatch: 1 })
    await using second = await world.work({ forecast, seriesPerBatch: 1 })
    first.checkReady()
    second.checkReady()
    await blocked.untilWaiting(2)
    await blocked.unblock()
    await world.untilStatus(tenantId, runId, 'COMPLETED')
  }
  expect(forecast).toHaveBeenCalledTimes(smallRetailerSeries)
  expect(await storedForecasts()).toEqual([{ run_id: runId, count: smallRetailerSeries }])
  await vi.waitFor(async () => expect(await queuedJobs()).toBe(0))
})

describe('a run that fails', () => {
  const broken = (): never => {
    throw new Error('the engine is broken')
  }

  test('leaves the run before it live, and nothing of itself', async () => {
    const before = await world.runToEnd(tenantId)
    const seen = await runsSeen()
    const runId = runIdOf(await world.start(tenantId))
    const worker = await world.work({ forecast: vi.fn(forecastSeries).mockImplementationOnce(broken), seriesPerBatch: 4, batchAttempts: 1 })
    await world.untilStatus(tenantId, runId, 'FAILED')
    await vi.waitFor(async () => expect(await queuedJobs()).toBe(0))
    await worker[Symbol.asyncDispose]()
    expect(await runsSeen()).toEqual(seen)
    expect(await storedForecasts()).toEqual([{ run_id: before, count: smallRetailerSeries }])
  })

  test('is followed by the next one', async () => {
    const runId = runIdOf(await world.start(tenantId))
    {
      await using worker = await world.work({ forecast: broken, batchAttempts: 1 })
      worker.checkReady()
      await world.untilStatus(tenantId, runId, 'FAILED')
    }
    expect(await storedForecasts()).toEqual([])
    expect(await world.runToEnd(tenantId)).not.toBe(runId)
  })

  test('is not one whose batch succeeds when it is tried again', async () => {
    const runId = runIdOf(await world.start(tenantId))
    await using worker = await world.work({ forecast: vi.fn(forecastSeries).mockImplementationOnce(broken) })
    worker.checkReady()
    await vi.waitFor(
      async () => {
        // Retries wait longer and longer; the test does not.
        await world.pool.query('update forecasting_jobs._private_jobs set run_at = now() where locked_at is null')
        expect(await findRunProgress(world.pool, tenantId, runId)).toMatchObject({ status: 'COMPLETED' })
      },
      { timeout: 20_000 },
    )
    expect(await storedForecasts()).toEqual([{ run_id: runId, count: smallRetailerSeries }])
  })

  test('is one whose batch kills its worker each time', async () => {
    const runId = runIdOf(await world.start(tenantId))
    await world.pool.query(
      `update forecasting_jobs._private_jobs
      set attempts = max_attempts, locked_by = 'pool-gone', locked_at = now() - interval '1 minute'`,
    )
    await using worker = await world.work()
    worker.checkReady()
    await world.untilStatus(tenantId, runId, 'FAILED')
    await vi.waitFor(async () => expect(await queuedJobs()).toBe(0))
  })
})

test('the switch is atomic: every reader sees the old run or the new one, whole', async () => {
  await world.runToEnd(tenantId)
  const [old] = await runsSeen()
  await using early = new TenantDatabase({ ...asTenant, pool: world.pool, tenantId })
  const countLive = async (): Promise<StoredRun[]> => {
    const { rows } = await sql<StoredRun>`
      select run_id, count(*) from forecasting.forecast join forecasting.live_run using (run_id) group by run_id`.execute(early.db)
    return rows
  }
  const before = await countLive()
  runIdOf(await world.start(tenantId))
  const seen: string[][] = []
  await using worker = await world.work({ seriesPerBatch: 1 })
  worker.checkReady()
  while (seen.at(-1)?.[0] === undefined || seen.at(-1)?.[0] === old) seen.push(await runsSeen())
  for (const runs of seen) expect(new Set(runs).size).toBe(1)
  expect(seen.filter(([run]) => run === old).length).toBeGreaterThan(0)
  expect(await countLive()).toEqual(before)
})

test('forecasts of the run before stay; those of older runs go', async () => {
  const runs = [await world.runToEnd(tenantId), await world.runToEnd(tenantId), await world.runToEnd(tenantId)]
  expect(await storedForecasts()).toEqual([
    { run_id: runs[2], count: smallRetailerSeries },
    { run_id: runs[1], count: smallRetailerSeries },
  ])
})

describe('a run whose worker goes midway', () => {
  test('is finished by another one, which repeats nothing that was done', async () => {
    const runId = runIdOf(await world.start(tenantId))
    const { promise: underWay, resolve } = Promise.withResolvers<void>()
    const forecast = vi.fn<typeof forecastSeries>((...series) => {
      if (forecast.mock.calls.length === 5) resolve()
      return forecastSeries(...series)
    })
    const first = await world.work({ forecast, seriesPerBatch: 1 })
    await underWay
    await first[Symbol.asyncDispose]()
    const progress = await findRunProgress(world.pool, tenantId, runId)
    expect(progress).toMatchObject({ status: 'RUNNING', stage: 'FORECAST', doneCount: 5, totalCount: smallRetailerSeries })
    expect(progress?.expectedEndAt).not.toBeNull()
    await using second = await world.work({ forecast })
    second.checkReady()
    await world.untilStatus(tenantId, runId, 'COMPLETED')
    expect(forecast).toHaveBeenCalledTimes(smallRetailerSeries)
  })

  test('is finished by another one when it was killed with a batch in its hands', async () => {
    const runId = runIdOf(await world.start(tenantId))
    const doomed = spawn(process.execPath, [fileURLToPath(new URL('doomed-worker.ts', import.meta.url))], {
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    {
      await using blocked = await blockWrites(world)
      const { port, password } = inject('postgres')
      const { rows } = await world.pool.query<{ dbname: string }>('select current_database() as dbname')
      doomed.stdin.end(JSON.stringify({ host: '127.0.0.1', port, ...rows[0], username: 'forecasting_service', password }))
      await blocked.untilWaiting(1)
      const ended = once(doomed, 'exit')
      doomed.kill('SIGKILL')
      await ended
    }
    expect(await queuedJobs()).toBeGreaterThan(0)
    await using worker = await world.work()
    worker.checkReady()
    await world.untilStatus(tenantId, runId, 'COMPLETED')
    expect(await storedForecasts()).toEqual([{ run_id: runId, count: smallRetailerSeries }])
  })
})
