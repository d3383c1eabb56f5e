import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addRecordingTenant, askToRecord, nok, numberedLines, readRecorded, recordSales, salesLine } from './recording.ts'
import { codesOf, createStoreWorld, salesRow, type StoreWorld } from './store-world.ts'

let world: StoreWorld
let tenant: string
let stored: ReturnType<typeof readRecorded>

beforeAll(async () => {
  world = await createStoreWorld()
})

beforeEach(async () => {
  tenant = await addRecordingTenant(world)
  stored = readRecorded(world, tenant)
})

afterAll(() => world[Symbol.asyncDispose]())

describe('a call that is refused as a whole', () => {
  const faults: readonly [string, object, string, string, string][] = [
    ['of more than 1,000 lines', { lines: numberedLines(1_001) }, 'TOO_MANY', 'lines', 'lines got 1001, wanted 1 to 1000'],
    ['without lines', { lines: [] }, 'INVALID', 'lines', 'lines got none, wanted 1 to 1000'],
    ['without a source', { source: '' }, 'INVALID', 'source', 'source got "", wanted a text'],
    ['without a key', { idempotencyKey: '' }, 'INVALID', 'idempotencyKey', 'idempotencyKey got 0 characters, wanted 1 to 128'],
    [
      'with too long a key',
      { idempotencyKey: 'x'.repeat(129) },
      'INVALID',
      'idempotencyKey',
      'idempotencyKey got 129 characters, wanted 1 to 128',
    ],
  ]

  test.each(faults)('%s stores nothing', async (_case, given, code, path, message) => {
    const payload = await recordSales(world, tenant, given)
    expect(payload).toMatchObject({ receipt: null, userErrors: [{ row: null, code, field: ['input', path], message }] })
    expect(await stored.lines()).toEqual([])
    expect(await world.read(tenant, 'select from store.sales_request')).toEqual([])
  })

  test('1,000 lines and a key of 128 characters of any kind are fine', async () => {
    const call = { lines: numberedLines(1_000), idempotencyKey: `\0${'ü'.repeat(127)}` }
    expect((await recordSales(world, tenant, call)).receipt).toMatchObject({ acceptedLineCount: 1_000 })
  })

  test.each([
    ['an amount', { netAmount: nok('8,50') }],
    ['an instant', { soldAt: '2026-11-23 09:00' }],
  ])('a malformed scalar, %s, is BAD_USER_INPUT', async (_what, given) => {
    expect(codesOf(await askToRecord(world, tenant, { lines: [salesLine(given)] }))).toEqual(['BAD_USER_INPUT'])
  })
})

describe('a key', () => {
  test('with the same body has the first answer, refusals and all, and stores nothing again', async () => {
    const call = { idempotencyKey: 'nightly', lines: [salesLine(), salesLine({ lineNumber: 2, units: 0 }), salesLine()] }
    const first = await recordSales(world, tenant, call)
    expect(first.receipt).toMatchObject({ acceptedLineCount: 1, duplicateLineCount: 1, refusedLineCount: 1 })
    expect(await recordSales(world, tenant, call)).toEqual(first)
    expect(await stored.days()).toMatchObject([{ sold_units: 1 }])
  })

  test('whose lines were all refused has that answer again', async () => {
    const call = { idempotencyKey: 'early', lines: [salesLine({ productExternalId: 'NEW' })] }
    const first = await recordSales(world, tenant, call)
    await world.addProducts(tenant, [{ externalId: 'NEW' }])
    expect(await recordSales(world, tenant, call)).toEqual(first)
    expect(await recordSales(world, tenant, { ...call, idempotencyKey: 'later' })).toMatchObject({ receipt: { acceptedLineCount: 1 } })
  })

  test.each([
    ['other lines', { lines: [salesLine({ lineNumber: 2 })] }],
    ['another source', { source: 'pos-4' }],
  ])('with %s is told, and stores nothing', async (_what, given) => {
    await recordSales(world, tenant, { idempotencyKey: 'nightly' })
    const { receipt, userErrors } = await recordSales(world, tenant, { idempotencyKey: 'nightly', ...given })
    expect(receipt).toBeNull()
    expect(userErrors).toMatchObject([{ row: null, code: 'IDEMPOTENCY_KEY_REUSED', field: ['input', 'idempotencyKey'] }])
    expect(await stored.lines()).toHaveLength(1)
  })

  test('is each client’s own: the same of another client is another call', async () => {
    const lines = [salesLine({ lineNumber: 2 })]
    await recordSales(world, tenant, { idempotencyKey: '1', sub: 'till-1' })
    const other = await recordSales(world, tenant, { idempotencyKey: '1', sub: 'till-2', lines })
    expect(other).toMatchObject({ receipt: { acceptedLineCount: 1 }, userErrors: [] })
  })

  test('is remembered for a day at least and forgotten after two; its lines are known for ever', async () => {
    const call = { idempotencyKey: 'nightly' }
    const first = await recordSales(world, tenant, call)
    const age = async (hours: number): Promise<void> => {
      const owner = await world.poolOf('store_owner')
      await owner.query(
        `begin; set local hemisphere.tenant = '${tenant}'; update store.sales_request set created_at = created_at - interval '${hours} hours'; commit`,
      )
    }
    await age(25)
    await recordSales(world, tenant, { lines: [salesLine({ lineNumber: 2 })] })
    expect(await recordSales(world, tenant, call)).toEqual(first)
    await age(24)
    await recordSales(world, tenant, { lines: [salesLine({ lineNumber: 3 })] })
    expect((await recordSales(world, tenant, call)).receipt).toMatchObject({ acceptedLineCount: 0, duplicateLineCount: 1 })
  })
})

describe('at the same time', () => {
  test('calls with one key store once and have one answer', async () => {
    const call = { idempotencyKey: 'once', lines: numberedLines(20) }
    const answers = await Promise.all(Array.from({ length: 6 }, () => recordSales(world, tenant, call)))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]?.receipt).toMatchObject({ acceptedLineCount: 20 })
    expect(await stored.days()).toMatchObject([{ sold_units: 20 }])
  })

  test('calls whose lines overlap store each line once', async () => {
    const calls = [numberedLines(30).slice(0, 20), numberedLines(30).slice(10), numberedLines(30).toReversed()]
    const answers = await Promise.all(calls.map((lines) => recordSales(world, tenant, { lines })))
    const sum = (of: 'acceptedLineCount' | 'duplicateLineCount') => answers.reduce((total, { receipt }) => total + (receipt?.[of] ?? 0), 0)
    expect([sum('acceptedLineCount'), sum('duplicateLineCount')]).toEqual([30, 40])
    expect(await stored.days()).toMatchObject([{ sold_units: 30, net_minor: 240_000 }])
    expect(await stored.weeks()).toMatchObject([{ sold_units: 30, net_minor: 240_000 }])
  })

  test('calls and imports of one week give what one after the other gives', async () => {
    const days = ['16', '17', '18', '19', '20']
    await Promise.all(
      days.flatMap((day, index) => [
        recordSales(world, tenant, { lines: [salesLine({ lineNumber: index, soldAt: `2026-11-${day}T09:00:00Z` })] }),
        world.loadSales(tenant, [salesRow({ soldOn: `2026-11-${day}`, productExternalId: 'P2', soldUnits: 2 })]),
      ]),
    )
    expect((await stored.weeks()).map((week) => Object(week).sold_units)).toEqual([5, 10])
  })
})

describe('when we fail', () => {
  test('nothing is left behind, and the same key may be sent again', async () => {
    const owner = await world.poolOf('store_owner')
    const call = { idempotencyKey: 'unlucky', lines: numberedLines(77) }
    await owner.query('alter table store.weekly_sales add constraint broken check (sold_units <> 77)')
    try {
      const answer = await askToRecord(world, tenant, call)
      expect(codesOf(answer)).toEqual(['INTERNAL_SERVER_ERROR'])
      expect(answer.data).toBeNull()
      expect([await stored.lines(), await stored.days(), await stored.weeks()]).toEqual([[], [], []])
      for (const table of ['sales_request', 'sales_batch']) expect(await world.read(tenant, `select from store.${table}`)).toEqual([])
    } finally {
      await owner.query('alter table store.weekly_sales drop constraint broken')
    }
    expect((await recordSales(world, tenant, call)).receipt).toMatchObject({ acceptedLineCount: 77 })
  })

  test('who waits too long for other writes of the tenant is THROTTLED, and other tenants are not', async () => {
    const holder = await world.pool.connect()
    try {
      await holder.query('begin')
      await holder.query("select pg_advisory_xact_lock(hashtextextended('store.import ' || $1, 0))", [tenant])
      const other = randomUUID()
      const [waited, answer] = await Promise.all([askToRecord(world, tenant, {}), recordSales(world, other, {})])
      expect(codesOf(waited)).toEqual(['THROTTLED'])
      expect(answer.userErrors).toMatchObject([{ code: 'UNKNOWN_STORE' }])
    } finally {
      await holder.query('rollback')
      holder.release()
    }
    expect((await recordSales(world, tenant, {})).receipt).toMatchObject({ acceptedLineCount: 1 })
  })
})
