import { randomUUID } from 'node:crypto'
import { createLogger, type Logger } from '@hemisphere/kit/log.ts'
import { dropLease, restoreLease } from '@hemisphere/operations/lease/lease.ts'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { findQueueDepth, maxQueueDepth } from '../src/jobs/queue-depth.ts'
import { tellQueueDepth } from '../src/jobs/tell-queue-depth.ts'
import { createForecastingWorld, type ForecastingWorld } from './forecasting-world.ts'

let world: ForecastingWorld

beforeAll(async () => {
  world = await createForecastingWorld()
})

afterAll(() => world[Symbol.asyncDispose]())

async function addJobs(count: number): Promise<void> {
  await world.pool.query(`insert into forecasting_jobs._private_tasks (identifier) values ('prepare') on conflict do nothing`)
  await world.pool.query(
    `insert into forecasting_jobs._private_jobs (task_id, payload)
    select id, $1::json from forecasting_jobs._private_tasks, generate_series(1, $2) where identifier = 'prepare'`,
    [JSON.stringify({ tenantId: randomUUID(), runId: randomUUID() }), count],
  )
  onTestFinished(async () => void (await world.pool.query('delete from forecasting_jobs._private_jobs')))
}

interface Line {
  readonly level: 'info' | 'warn'
  readonly message: string
  readonly queueDepth: number | undefined
}

/** A log that is kept. */
function keepLog(): { readonly log: Logger; readonly lines: Line[] } {
  const lines: Line[] = []
  const log = createLogger({ service: 'forecasting', region: 'eu-west-1', level: 'silent' })
  for (const level of ['info', 'warn'] as const) {
    log[level] = (fields: { readonly queueDepth?: number }, message?: string): void =>
      void lines.push({ level, message: message ?? '', queueDepth: fields.queueDepth })
  }
  return { log, lines }
}

test('jobs that wait, are under way, or have failed for the last time are all to be done', async () => {
  expect(await findQueueDepth(world.pool)).toBe(0)
  await addJobs(3)
  await world.pool.query(
    `update forecasting_jobs._private_jobs set locked_at = now(), locked_by = 'a' where id = (select min(id) from forecasting_jobs._private_jobs)`,
  )
  await world.pool.query(
    `update forecasting_jobs._private_jobs set attempts = max_attempts where id = (select max(id) from forecasting_jobs._private_jobs)`,
  )
  expect(await findQueueDepth(world.pool)).toBe(3)
})

test('a queue of any length is counted no further than is of use', async () => {
  await addJobs(maxQueueDepth + 1)
  expect(await findQueueDepth(world.pool)).toBe(maxQueueDepth)
})

test('a database whose writer is elsewhere has no jobs for this region', async () => {
  await addJobs(1)
  const ops = await world.poolOf('ops_owner')
  await dropLease(ops)
  expect(await findQueueDepth(world.pool)).toBeUndefined()
  const { log, lines } = keepLog()
  {
    await using telling = tellQueueDepth({ pools: [world.pool], log, intervalMs: 60_000 })
    await expect.poll(() => lines).toEqual([{ level: 'info', message: 'forecast queue', queueDepth: 0 }])
    expect(telling).toBeDefined()
  }
  await restoreLease(ops, 1)
  expect(await findQueueDepth(world.pool)).toBe(1)
})

test('each turn is one line for all databases that answer, until it is disposed', async () => {
  await addJobs(2)
  const gone = new pg.Pool({ host: '127.0.0.1', port: 1 })
  onTestFinished(() => gone.end())
  const { log, lines } = keepLog()
  {
    await using telling = tellQueueDepth({ pools: [world.pool, gone, world.pool], log, intervalMs: 1 })
    await expect.poll(() => lines.length).toBeGreaterThanOrEqual(4)
    expect(telling).toBeDefined()
  }
  const told = lines.length
  expect(lines.slice(0, 2)).toEqual([
    { level: 'warn', message: 'the queue could not be asked', queueDepth: undefined },
    { level: 'info', message: 'forecast queue', queueDepth: 4 },
  ])
  expect(told % 2).toBe(0)
})

test('no line is written when no database answers: nothing is known then', async () => {
  const gone = new pg.Pool({ host: '127.0.0.1', port: 1 })
  onTestFinished(() => gone.end())
  const { log, lines } = keepLog()
  {
    await using telling = tellQueueDepth({ pools: [gone], log, intervalMs: 1 })
    await expect.poll(() => lines.length).toBeGreaterThanOrEqual(2)
    expect(telling).toBeDefined()
  }
  expect(new Set(lines.map(({ level }) => level))).toEqual(new Set(['warn']))
})
