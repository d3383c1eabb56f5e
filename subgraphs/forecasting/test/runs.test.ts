import { randomUUID } from 'node:crypto'
import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createForecastingWorld, type AskOptions, type ForecastingWorld } from './forecasting-world.ts'
import { seedSmallRetailer, smallRetailerSeries } from './small-retailer.ts'

const startMutation = /* GraphQL */ `
  mutation ($key: ID!) {
    forecastRunStart(input: { idempotencyKey: $key }) {
      forecastRun {
        ...run
      }
      userErrors {
        code
        field
        message
        docsUrl
      }
    }
  }
`
const runQuery = /* GraphQL */ `
  query ($id: ID) {
    forecastRun(id: $id) {
      ...run
    }
  }
`
const runsQuery = /* GraphQL */ `
  query ($first: Int!, $after: String) {
    forecastRuns(first: $first, after: $after) {
      edges {
        cursor
      }
      nodes {
        ...run
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
`
const runFragment = /* GraphQL */ `
  fragment run on ForecastRun {
    id
    status
    trigger
    dataThrough
    createdAt
    finishedAt
    switchedInAt
    codeVersion
    region
    progress {
      stage
      doneCount
      totalCount
      percent
      expectedEndAt
    }
    methods {
      method
      seriesCount
    }
  }
`

let world: ForecastingWorld

beforeAll(async () => {
  world = await createForecastingWorld()
})

afterAll(() => world[Symbol.asyncDispose]())

async function ask(tenantId: string, query: string, variables: object = {}, options: AskOptions = {}) {
  const { data, errors } = await world.ask(tenantId, `${query} ${runFragment}`, { variables, ...options })
  return { data, codes: errors.map((error) => error.extensions.code) }
}

const startRun = async (tenantId: string, key: string, options: AskOptions = {}) =>
  (await ask(tenantId, startMutation, { key }, options)).data.forecastRunStart

describe('to start a run', () => {
  test('gives a run that waits, with the last whole week of sales', async () => {
    const { tenantId } = await seedSmallRetailer(world)
    const payload = await startRun(tenantId, 'first')
    expect(payload.userErrors).toEqual([])
    expect(payload.forecastRun).toMatchObject({
      status: 'QUEUED',
      trigger: 'MANUAL',
      dataThrough: '2025-11-10',
      finishedAt: null,
      switchedInAt: null,
      codeVersion: 'abc123',
      region: 'eu-west-1',
      progress: { stage: 'PREPARE', doneCount: 0, totalCount: 0, percent: 0, expectedEndAt: null },
      methods: [],
    })
  })

  test('while one is under way gives that one', async () => {
    const { tenantId } = await seedSmallRetailer(world)
    const [first, second] = await Promise.all([startRun(tenantId, 'first'), startRun(tenantId, 'second')])
    expect(second.forecastRun.id).toBe(first.forecastRun.id)
  })

  test('again with the same key gives the first answer, as it is now, for a day at least', async () => {
    const { tenantId } = await seedSmallRetailer(world)
    const first = await startRun(tenantId, 'nightly')
    {
      await using worker = await world.work()
      worker.checkReady()
      await world.untilStatus(tenantId, await onlyRunOf(tenantId), 'COMPLETED')
    }
    await ageRequests(tenantId, 25)
    const again = await startRun(tenantId, 'nightly')
    expect(again.forecastRun).toMatchObject({ id: first.forecastRun.id, status: 'COMPLETED' })
    expect((await startRun(tenantId, 'another')).forecastRun.id).not.toBe(first.forecastRun.id)
  })

  test('a key is forgotten after two days', async () => {
    const { tenantId } = await seedSmallRetailer(world)
    const first = await startRun(tenantId, 'weekly')
    await ageRequests(tenantId, 49)
    await startRun(tenantId, 'cleans up')
    {
      await using worker = await world.work()
      worker.checkReady()
      await world.untilStatus(tenantId, await onlyRunOf(tenantId), 'COMPLETED')
    }
    expect((await startRun(tenantId, 'weekly')).forecastRun.id).not.toBe(first.forecastRun.id)
  })

  test('without sales is refused as NO_SALES, with a page that explains it', async () => {
    const payload = await startRun(randomUUID(), 'none')
    expect(payload).toMatchObject({ forecastRun: null, userErrors: [{ code: 'NO_SALES', field: null }] })
    expect(payload.userErrors[0].docsUrl).toBe('https://hemisphere.example/docs/errors#forecast-run-no-sales')
  })

  test.each(['', 'x'.repeat(129)])('with a key of the wrong length is refused as INVALID', async (key) => {
    const { userErrors } = await startRun(randomUUID(), key)
    expect(userErrors).toMatchObject([{ code: 'INVALID', field: ['input', 'idempotencyKey'] }])
    expect(userErrors[0].message).toBe(`idempotencyKey got ${key.length} characters, wanted 1 to 128`)
  })

  test('with a key of 128 characters of any kind is fine', async () => {
    const { tenantId } = await seedSmallRetailer(world)
    expect((await startRun(tenantId, `\0${'ü'.repeat(127)}`)).userErrors).toEqual([])
  })

  test('by someone who may not read forecasts does not show the run', async () => {
    const { tenantId } = await seedSmallRetailer(world)
    expect(await startRun(tenantId, 'blind', { scopes: ['run:write'] })).toEqual({ forecastRun: null, userErrors: [] })
  })
})

describe('one run', () => {
  test('by its id tells what it did', async () => {
    const { tenantId } = await seedSmallRetailer(world)
    const id = encodeId('forecast-run', await world.runToEnd(tenantId))
    const { forecastRun: run } = (await ask(tenantId, runQuery, { id })).data
    expect(run).toMatchObject({
      id,
      status: 'COMPLETED',
      trigger: 'NEW_DATA',
      progress: { stage: 'DONE', doneCount: smallRetailerSeries, totalCount: smallRetailerSeries, percent: 100, expectedEndAt: null },
    })
    expect(run.switchedInAt).toBe(run.finishedAt)
    expect(Date.parse(run.finishedAt)).toBeGreaterThanOrEqual(Date.parse(run.createdAt))
    const counts = run.methods.map((method: { seriesCount: number }) => method.seriesCount)
    expect(counts.reduce((sum: number, count: number) => sum + count, 0)).toBe(smallRetailerSeries)
  })

  test('without an id is the one that is live; null before the first', async () => {
    const { tenantId } = await seedSmallRetailer(world)
    expect((await ask(tenantId, runQuery)).data.forecastRun).toBeNull()
    await world.runToEnd(tenantId)
    const live = encodeId('forecast-run', await world.runToEnd(tenantId))
    await world.start(tenantId)
    expect((await ask(tenantId, runQuery)).data.forecastRun).toMatchObject({ id: live, status: 'COMPLETED' })
  })

  test('of another tenant, of nobody, or with a malformed id is NOT_FOUND', async () => {
    const { tenantId } = await seedSmallRetailer(world)
    const start = await world.start(tenantId)
    const id = start.kind === 'run' ? encodeId('forecast-run', start.run.id) : ''
    expect((await ask(tenantId, runQuery, { id })).codes).toEqual([])
    for (const wrong of [id, encodeId('forecast-run', randomUUID()), 'forecast-run_x', encodeId('product', randomUUID())]) {
      expect((await ask(randomUUID(), runQuery, { id: wrong })).codes).toEqual(['NOT_FOUND'])
    }
  })
})

describe('the list of runs', () => {
  let tenantId: string
  let newestFirst: string[]

  beforeAll(async () => {
    ;({ tenantId } = await seedSmallRetailer(world))
    const ids: string[] = []
    for (let count = 0; count < 3; count++) ids.push(await world.runToEnd(tenantId))
    newestFirst = ids.toReversed().map((id) => encodeId('forecast-run', id))
  })

  const list = async (variables: object) => (await ask(tenantId, runsQuery, variables)).data.forecastRuns
  const idsOf = (page: { nodes: { id: string }[] }): string[] => page.nodes.map((node) => node.id)

  test('comes newest first, in pages', async () => {
    const first = await list({ first: 2 })
    expect(idsOf(first)).toEqual(newestFirst.slice(0, 2))
    expect(first).toMatchObject({ pageInfo: { hasNextPage: true, hasPreviousPage: false }, totalCount: 3 })
    const second = await list({ first: 2, after: first.pageInfo.endCursor })
    expect(idsOf(second)).toEqual(newestFirst.slice(2))
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    expect(second.edges).toEqual([{ cursor: second.pageInfo.endCursor }])
  })

  test('older runs keep their counts when their forecasts are gone', async () => {
    const { nodes } = await list({ first: 50 })
    for (const run of nodes) expect(run.progress.doneCount).toBe(smallRetailerSeries)
  })

  test('is as many statements for three runs as for one', async () => {
    const countFor = async (first: number): Promise<number> => {
      world.statements.length = 0
      await list({ first })
      return world.statements.length
    }
    expect(await countFor(3)).toBe(await countFor(1))
  })

  test.each([0, 251, -1])('a page of %i is BAD_USER_INPUT', async (first) => {
    expect((await ask(tenantId, runsQuery, { first })).codes).toEqual(['BAD_USER_INPUT'])
  })

  test('a cursor of another tenant, or of nobody, is BAD_USER_INPUT', async () => {
    const { pageInfo } = await list({ first: 1 })
    expect((await ask(randomUUID(), runsQuery, { first: 1, after: pageInfo.endCursor })).codes).toEqual(['BAD_USER_INPUT'])
    expect((await ask(tenantId, runsQuery, { first: 1, after: 'x' })).codes).toEqual(['BAD_USER_INPUT'])
  })
})

async function onlyRunOf(tenantId: string): Promise<string> {
  const { rows } = await withTenant({ pool: world.pool, tenantId, access: 'read', statementTimeoutMs: 5_000 }, ({ db }) =>
    sql<{ id: string }>`select id from forecasting.forecast_run`.execute(db),
  )
  const [run, ...more] = rows
  if (run === undefined || more.length > 0) throw new Error(`got ${rows.length} runs, wanted one`)
  return run.id
}

async function ageRequests(tenantId: string, hours: number): Promise<void> {
  await withTenant({ pool: world.pool, tenantId, access: 'write', statementTimeoutMs: 5_000 }, ({ db }) =>
    sql`update forecasting.forecast_run_request set created_at = created_at - ${hours} * interval '1 hour'`.execute(db),
  )
}
