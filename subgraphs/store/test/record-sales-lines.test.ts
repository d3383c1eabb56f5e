import { randomUUID } from 'node:crypto'
import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SalesLineInput } from '../src/generated/resolver-types.ts'
import { addRecordingTenant, nok, numberedLines, readRecorded, recordSales, salesLine } from './recording.ts'
import { createStoreWorld, storeRow, type StoreWorld } from './store-world.ts'

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

describe('lines that are good', () => {
  test('are stored, and counted into their day and week', async () => {
    const lines = [
      salesLine({ lineNumber: 1, units: 2, netAmount: nok('160'), fullAmount: nok('200') }),
      salesLine({ lineNumber: 2, units: 1, netAmount: nok('79.5'), fullAmount: nok('100') }),
      salesLine({ receiptNumber: 'R2', soldAt: '2026-11-24T10:00:00+01:00' }),
    ]
    const { receipt, userErrors } = await recordSales(world, tenant, { lines })
    expect(userErrors).toEqual([])
    expect(receipt).toEqual({
      batchId: expect.stringMatching(/^sales-batch_[\w-]{22}$/),
      acceptedLineCount: 3,
      duplicateLineCount: 0,
      refusedLineCount: 0,
    })
    expect(await stored.lines()).toEqual([
      { receipt_number: 'R1', line_number: 1, units: 2, net_minor: 16_000 },
      { receipt_number: 'R1', line_number: 2, units: 1, net_minor: 7_950 },
      { receipt_number: 'R2', line_number: 1, units: 1, net_minor: 8_000 },
    ])
    expect(await stored.days()).toEqual([
      { sold_on: '2026-11-23', sold_units: 3, returned_units: 0, net_minor: 23_950, full_minor: 30_000, out_of_stock: false },
      { sold_on: '2026-11-24', sold_units: 1, returned_units: 0, net_minor: 8_000, full_minor: 10_000, out_of_stock: false },
    ])
    expect(await stored.weeks()).toEqual([
      { week_start: '2026-11-23', sold_units: 4, returned_units: 0, net_minor: 31_950, full_minor: 40_000 },
    ])
  })

  test('are read back as weekly sales', async () => {
    await recordSales(world, tenant, {})
    const query =
      '{ weeklySales(filter: { from: "2026-11-23", to: "2026-11-29" }) { nodes { soldUnits netSales { amount currencyCode } } } }'
    const { data } = await world.ask(tenant, query)
    expect(data).toEqual({ weeklySales: { nodes: [{ soldUnits: 1, netSales: { amount: '80.00', currencyCode: 'NOK' } }] } })
  })

  test('reach forecasting by the sales feed', async () => {
    await recordSales(world, tenant, { lines: numberedLines(3) })
    const pool = await world.poolOf('forecasting_service')
    const { rows } = await withTenant({ pool, tenantId: tenant, access: 'read', statementTimeoutMs: 5_000 }, ({ db }) =>
      sql`select week_start, sold_units, net_minor from store.sales_feed_v1`.execute(db),
    )
    expect(rows).toEqual([{ week_start: '2026-11-23', sold_units: 3, net_minor: 24_000 }])
  })

  test('count on the day that the instant falls on at the store', async () => {
    const yen = { amount: '800', currencyCode: 'JPY' }
    const tokyo = { storeExternalId: 'TOKYO', netAmount: yen, fullAmount: null }
    await recordSales(world, tenant, {
      lines: [
        salesLine({ ...tokyo, lineNumber: 1, soldAt: '2026-11-22T14:59:59Z', units: 1 }),
        salesLine({ ...tokyo, lineNumber: 2, soldAt: '2026-11-22T15:00:00Z', units: 2 }),
      ],
    })
    expect(await stored.days()).toMatchObject([
      { sold_on: '2026-11-22', sold_units: 1, net_minor: 800, full_minor: null },
      { sold_on: '2026-11-23', sold_units: 2, net_minor: 800, full_minor: null },
    ])
    expect(await stored.weeks()).toMatchObject([{ week_start: '2026-11-16' }, { week_start: '2026-11-23' }])
  })

  test('name a SKU by its external id, or by its SKU where that is no external id', async () => {
    const lines = ['P2', 'ABC', 'P1'].map((productExternalId, index) => salesLine({ lineNumber: index, productExternalId }))
    expect((await recordSales(world, tenant, { lines })).userErrors).toEqual([])
    expect((await stored.days()).map((day) => Object(day).sold_units)).toEqual([1, 2])
  })

  test('that return something count as returned, and take their money back', async () => {
    const back = { units: -2, netAmount: nok('-160'), fullAmount: nok('-200'), originalSoldAt: '2026-10-01T12:00:00Z' }
    await recordSales(world, tenant, {
      lines: [salesLine({ units: 3, netAmount: nok('240'), fullAmount: nok('300') }), salesLine({ lineNumber: 2, ...back })],
    })
    expect(await stored.days()).toMatchObject([{ sold_units: 3, returned_units: 2, net_minor: 8_000, full_minor: 10_000 }])
    expect(await world.read(tenant, 'select original_sold_at from store.sales_line where units < 0')).toEqual([
      { original_sold_at: '2026-10-01T12:00:00.000Z' },
    ])
  })

  test('add to a day that has some, whose full value is known only while that of each line is', async () => {
    const record = (lineNumber: number, fullAmount: SalesLineInput['fullAmount']) =>
      recordSales(world, tenant, { lines: [salesLine({ lineNumber, fullAmount: fullAmount ?? null })] })
    await record(1, nok('100'))
    await record(2, nok('90'))
    expect(await stored.days()).toMatchObject([{ sold_units: 2, full_minor: 19_000 }])
    await record(3, null)
    await record(4, nok('90'))
    expect(await stored.days()).toMatchObject([{ sold_units: 4, net_minor: 32_000, full_minor: null }])
  })
})

describe('lines that are known', () => {
  test('are counted as duplicates and change nothing, also within one call', async () => {
    const first = await recordSales(world, tenant, { lines: numberedLines(3) })
    const before = [await stored.lines(), await stored.days(), await stored.weeks()]
    const again = await recordSales(world, tenant, { lines: [...numberedLines(3), salesLine()] })
    expect(again).toMatchObject({ receipt: { acceptedLineCount: 0, duplicateLineCount: 4, refusedLineCount: 0 }, userErrors: [] })
    expect(again.receipt?.batchId).not.toBe(first.receipt?.batchId)
    expect([await stored.lines(), await stored.days(), await stored.weeks()]).toEqual(before)
    const mixed = await recordSales(world, tenant, { lines: [salesLine({ lineNumber: 9 }), salesLine({ lineNumber: 9 }), salesLine()] })
    expect(mixed.receipt).toMatchObject({ acceptedLineCount: 1, duplicateLineCount: 2 })
  })

  test('are known however they are written', async () => {
    await recordSales(world, tenant, { lines: [salesLine({ productExternalId: 'P2' })] })
    const rewritten = salesLine({
      productExternalId: 'ABC',
      soldAt: '2026-11-23T10:00:00.000+01:00',
      netAmount: nok('80.000'),
      originalSoldAt: null,
    })
    expect((await recordSales(world, tenant, { lines: [rewritten] })).receipt).toMatchObject({ duplicateLineCount: 1 })
  })

  test('stay duplicates when their time is over', async () => {
    const lines = [salesLine({ storeExternalId: 'OLD', soldAt: '2026-06-30T12:00:00Z' })]
    await recordSales(world, tenant, { lines })
    await world.loadStores(tenant, [storeRow({ externalId: 'OLD', closedOn: '2026-06-01' })])
    expect(await recordSales(world, tenant, { lines })).toMatchObject({ receipt: { duplicateLineCount: 1 }, userErrors: [] })
  })

  test('by another source or in another receipt are others', async () => {
    await recordSales(world, tenant, {})
    await recordSales(world, tenant, { source: 'pos-4' })
    await recordSales(world, tenant, { lines: [salesLine({ receiptNumber: 'r1' })] })
    expect(await stored.days()).toMatchObject([{ sold_units: 3 }])
  })

  const others: readonly [string, Partial<SalesLineInput>][] = [
    ['productExternalId', { productExternalId: 'P2' }],
    ['storeExternalId', { storeExternalId: 'OLD', soldAt: '2026-06-30T12:00:00Z' }],
    ['soldAt', { soldAt: '2026-11-23T09:00:00.001Z' }],
    ['units', { units: 2 }],
    ['netAmount', { netAmount: nok('80.01') }],
    ['fullAmount', { fullAmount: null }],
  ]

  test.each(others)('with another %s are contradictions, and change nothing', async (field, given) => {
    await recordSales(world, tenant, {})
    const { receipt, userErrors } = await recordSales(world, tenant, { lines: [salesLine(given), salesLine({ lineNumber: 2 })] })
    expect(receipt).toMatchObject({ acceptedLineCount: 1, duplicateLineCount: 0, refusedLineCount: 1 })
    expect(userErrors).toEqual([
      {
        row: 0,
        code: 'CONTRADICTION',
        field: ['input', 'lines', '0', field],
        message: `line 1 of receipt "R1" got another ${field} than is stored, wanted the same; a correction is a return and a sale`,
        docsUrl: 'https://hemisphere.example/docs/errors#store-row-contradiction',
      },
    ])
    expect(await stored.days()).toMatchObject([{ sold_units: 2, net_minor: 16_000, full_minor: 20_000 }])
  })

  test('in an earlier row of the call contradict later ones', async () => {
    const { receipt, userErrors } = await recordSales(world, tenant, { lines: [salesLine(), salesLine({ units: 5 })] })
    expect(receipt).toMatchObject({ acceptedLineCount: 1, refusedLineCount: 1 })
    expect(userErrors).toMatchObject([{ row: 1, code: 'CONTRADICTION' }])
  })
})

describe('a line that is refused', () => {
  const faults: readonly [string, Partial<SalesLineInput>, string, string, string][] = [
    [
      'of an unknown SKU',
      { productExternalId: 'P9' },
      'UNKNOWN_PRODUCT',
      'productExternalId',
      'productExternalId got "P9", wanted the external id or the SKU of a product',
    ],
    [
      'of an unknown store',
      { storeExternalId: 'S9' },
      'UNKNOWN_STORE',
      'storeExternalId',
      'storeExternalId got "S9", wanted the external id of a store',
    ],
    ['without units', { units: 0 }, 'INVALID', 'units', 'units got 0, wanted units sold, or as a negative number units returned'],
    ['of too many units', { units: 1_000_001 }, 'INVALID', 'units', 'units got 1000001, wanted a whole number from -1000000 to 1000000'],
    ['without a receipt', { receiptNumber: ' ' }, 'INVALID', 'receiptNumber', 'receiptNumber got " ", wanted a text'],
    [
      'with NUL',
      { receiptNumber: 'a\0' },
      'INVALID',
      'receiptNumber',
      String.raw`receiptNumber got "a\u0000", wanted a text on one line without control characters`,
    ],
    ['of a negative number', { lineNumber: -1 }, 'INVALID', 'lineNumber', 'lineNumber got -1, wanted a whole number from 0 to 2147483647'],
    [
      'in another currency',
      { netAmount: { amount: '8', currencyCode: 'EUR' } },
      'WRONG_CURRENCY',
      'netAmount,currencyCode',
      'netAmount got "EUR", wanted "NOK", the currency of the store',
    ],
    [
      'in another currency at full price',
      { fullAmount: { amount: '8', currencyCode: 'SEK' } },
      'WRONG_CURRENCY',
      'fullAmount,currencyCode',
      'fullAmount got "SEK", wanted "NOK", the currency of the store',
    ],
    [
      'with a fraction of the smallest coin',
      { netAmount: nok('8.001') },
      'INVALID',
      'netAmount,amount',
      'netAmount got 8.001, wanted at most 2 digits after the point for NOK',
    ],
    [
      'with money beyond reason',
      { netAmount: nok('10000000000.01') },
      'INVALID',
      'netAmount,amount',
      'netAmount, in minor units, got 1000000000001, wanted a whole number from -1000000000000 to 1000000000000',
    ],
    [
      'that sells for less than nothing',
      { netAmount: nok('-8') },
      'INVALID',
      'netAmount,amount',
      'netAmount got -8, wanted 0 or more, since the line is a sale',
    ],
    [
      'that returns and earns',
      { units: -1, fullAmount: null },
      'INVALID',
      'netAmount,amount',
      'netAmount got 80.00, wanted 0 or less, since the line is a return',
    ],
    [
      'that sells what was sold before',
      { originalSoldAt: '2026-11-22T09:00:00Z' },
      'INVALID',
      'originalSoldAt',
      'originalSoldAt got "2026-11-22T09:00:00Z" for a sale of 1 units, wanted it for a return alone',
    ],
    [
      'that returns what is sold later',
      { units: -1, originalSoldAt: '2026-11-23T09:00:01Z' },
      'INVALID',
      'originalSoldAt',
      'originalSoldAt got "2026-11-23T09:00:01Z", wanted an instant that is not after soldAt, "2026-11-23T09:00:00Z"',
    ],
    [
      'of the future',
      { soldAt: '2026-11-24T12:05:01Z' },
      'OUT_OF_TIME',
      'soldAt',
      'soldAt got 2026-11-24T12:05:01.000Z, wanted an instant that is not in the future: it is 2026-11-24T12:00:00.000Z',
    ],
    [
      'of more than 10 years ago',
      { soldAt: '2016-11-23T23:59:59Z' },
      'OUT_OF_TIME',
      'soldAt',
      'soldAt got 2016-11-23T23:59:59.000Z, wanted an instant from 2016-11-24 on, 10 years back',
    ],
    [
      'of the year 0',
      { soldAt: '0000-01-01T00:00:00Z' },
      'OUT_OF_TIME',
      'soldAt',
      'soldAt got 0000-01-01T00:00:00.000Z, wanted an instant from 2016-11-24 on, 10 years back',
    ],
    [
      'before the store opened',
      { soldAt: '2019-12-31T22:59:59Z' },
      'OUT_OF_TIME',
      'soldAt',
      'soldAt got 2019-12-31T22:59:59.000Z, 2019-12-31 at the store, wanted a day from 2020-01-01 on, when the store opened',
    ],
    [
      'after the store closed',
      { storeExternalId: 'OLD', soldAt: '2026-06-30T22:00:00Z' },
      'OUT_OF_TIME',
      'soldAt',
      'soldAt got 2026-06-30T22:00:00.000Z, 2026-07-01 at the store, wanted a day up to 2026-06-30, when the store closed',
    ],
  ]

  test.each(faults)('%s is told by row, and the others are stored', async (_case, given, code, path, message) => {
    const lines = [salesLine({ lineNumber: 7 }), salesLine(given)]
    const { receipt, userErrors } = await recordSales(world, tenant, { lines })
    expect(userErrors).toMatchObject([{ row: 1, code, field: ['input', 'lines', '1', ...path.split(',')], message }])
    expect(receipt).toMatchObject({ acceptedLineCount: 1, refusedLineCount: 1 })
    expect(await stored.lines()).toMatchObject([{ line_number: 7 }])
  })

  test('of the edges of time is none', async () => {
    await world.loadStores(tenant, [storeRow({ externalId: 'EVER', openedOn: null })])
    const lines = ['2026-11-24T12:05:00Z', '2016-11-24T00:00:00Z'].map((soldAt, lineNumber) =>
      salesLine({ storeExternalId: 'EVER', soldAt, lineNumber }),
    )
    expect((await recordSales(world, tenant, { lines })).userErrors).toEqual([])
  })

  test('is told in the order of the rows, whatever is wrong, with no receipt when nothing is stored', async () => {
    const lines = [salesLine({ soldAt: '2030-01-01T00:00:00Z' }), salesLine({ productExternalId: 'P9' }), salesLine({ units: 0 })]
    const { receipt, userErrors } = await recordSales(world, tenant, { lines })
    expect(userErrors.map(({ row, code }) => [row, code])).toEqual([
      [0, 'OUT_OF_TIME'],
      [1, 'UNKNOWN_PRODUCT'],
      [2, 'INVALID'],
    ])
    expect(receipt).toBeNull()
    expect(await stored.lines()).toEqual([])
  })

  test('when it takes a day beyond all reason leaves the day as it was', async () => {
    const lines = [600_000, 500_000, 400_000].map((units, lineNumber) => salesLine({ lineNumber, units }))
    const { receipt, userErrors } = await recordSales(world, tenant, { lines })
    expect(receipt).toMatchObject({ acceptedLineCount: 2, refusedLineCount: 1 })
    expect(userErrors).toMatchObject([
      { row: 1, code: 'INVALID', message: expect.stringMatching(/on 2026-11-23 got a sum beyond bounds, wanted at most 1000000 units/) },
    ])
    expect((await recordSales(world, tenant, { lines: [salesLine({ lineNumber: 3 })] })).userErrors).toMatchObject([{ code: 'INVALID' }])
    expect(await stored.days()).toMatchObject([{ sold_units: 1_000_000 }])
  })

  test('of another tenant’s store or SKU is as unknown as one of nobody', async () => {
    const other = randomUUID()
    await world.addProducts(other, [{ externalId: 'THEIRS' }])
    await world.loadStores(other, [storeRow({ externalId: 'THERE' })])
    const lines = [salesLine({ productExternalId: 'THEIRS' }), salesLine({ lineNumber: 2, storeExternalId: 'THERE' })]
    const { receipt, userErrors } = await recordSales(world, tenant, { lines })
    expect(receipt).toBeNull()
    expect(userErrors).toMatchObject([
      { code: 'UNKNOWN_PRODUCT', message: 'productExternalId got "THEIRS", wanted the external id or the SKU of a product' },
      { code: 'UNKNOWN_STORE', message: 'storeExternalId got "THERE", wanted the external id of a store' },
    ])
  })
})
