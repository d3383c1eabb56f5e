import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { importSales } from '../src/import/import-sales.ts'
import type { SalesRow } from '../src/import/sales-row.ts'
import { createStoreWorld, now, number, salesRow, storeRow, type StoreWorld } from './store-world.ts'

let world: StoreWorld
let tenant: string

beforeAll(async () => {
  world = await createStoreWorld()
})

// It is noon of 2026-11-24 in UTC: in Kiritimati it is the 25th already, in Pago Pago it still is the 24th, at one in the morning.
beforeEach(async () => {
  tenant = randomUUID()
  await world.addProducts(tenant, [
    { externalId: 'P1', sku: 'P2' },
    { externalId: 'P2', sku: 'ABC' },
  ])
  await world.loadStores(tenant, [
    storeRow({ externalId: 'S1', openedOn: null }),
    storeRow({ externalId: 'KI', timeZone: 'Pacific/Kiritimati' }),
    storeRow({ externalId: 'PP', timeZone: 'Pacific/Pago_Pago' }),
    storeRow({ externalId: 'OLD', closedOn: '2026-06-30' }),
  ])
})

afterAll(() => world[Symbol.asyncDispose]())

const readDays = () => world.read(tenant, 'select xmin::text, ctid::text, tableoid::text, * from store.daily_sales order by 3, 2')
const readWeeks = () => world.read(tenant, 'select xmin::text, ctid::text, * from store.weekly_sales order by ctid')

const readFigures = (table: string) =>
  world.read(tenant, `select sold_units, returned_units, net_minor, full_minor from store.${table} order by sold_units`)

describe('what is stored', () => {
  test('rows of one store, SKU and day are summed, by whatever name the SKU goes', async () => {
    const rows = [
      salesRow({ productExternalId: 'P2', soldUnits: 1, returnedUnits: 0, netMinor: 100, fullMinor: 150 }),
      salesRow({ productExternalId: 'ABC', soldUnits: 2, returnedUnits: 3, netMinor: -40, fullMinor: 50, outOfStock: true }),
      salesRow({ productExternalId: 'P1', soldUnits: 9, returnedUnits: 0, netMinor: 900, fullMinor: null }),
    ]
    expect(await world.loadSales(tenant, rows)).toEqual({ storedCount: 3, rejects: [] })
    expect(await readFigures('daily_sales')).toEqual([
      { sold_units: 3, returned_units: 3, net_minor: 60, full_minor: 200 },
      { sold_units: 9, returned_units: 0, net_minor: 900, full_minor: null },
    ])
    expect(await world.read(tenant, 'select out_of_stock from store.daily_sales order by sold_units')).toEqual([
      { out_of_stock: true },
      { out_of_stock: false },
    ])
  })

  test('a repeated import changes nothing, neither in days nor in weeks', async () => {
    const rows = [salesRow({}), salesRow({}), salesRow({ soldOn: '2025-12-31', fullMinor: null }), salesRow({ storeExternalId: 'KI' })]
    await world.loadSales(tenant, rows)
    const before = [await readDays(), await readWeeks()]
    expect(await world.loadSales(tenant, rows)).toEqual({ storedCount: 4, rejects: [] })
    expect([await readDays(), await readWeeks()]).toEqual(before)
  })

  test('a corrected day replaces the stored one, and only its week is added up again', async () => {
    await world.loadSales(tenant, [
      salesRow({ soldOn: '2026-11-02', soldUnits: 1 }),
      salesRow({ soldOn: '2026-11-08', soldUnits: 2 }),
      salesRow({ soldOn: '2026-11-09', soldUnits: 4 }),
    ])
    const [, untouched] = await readWeeks()
    await world.loadSales(tenant, [salesRow({ soldOn: '2026-11-08', soldUnits: 7 })])
    expect((await readFigures('weekly_sales')).map((week) => Object(week).sold_units)).toEqual([4, 8])
    expect(await readWeeks()).toContainEqual(untouched)
  })

  test('a week across the turn of the year is one week', async () => {
    await world.loadSales(tenant, [salesRow({ soldOn: '2025-12-29' }), salesRow({ soldOn: '2026-01-04' })])
    expect(await world.read(tenant, 'select week_start, sold_units from store.weekly_sales')).toEqual([
      { week_start: '2025-12-29', sold_units: 6 },
    ])
  })

  test('the value at full price of a week is known when it is known for each day with units', async () => {
    const still = { soldUnits: 0, returnedUnits: 0, netMinor: 0, fullMinor: null, outOfStock: true }
    await world.loadSales(tenant, [
      salesRow({ soldOn: '2026-11-02', soldUnits: 1, fullMinor: 100 }),
      salesRow({ soldOn: '2026-11-03', ...still }),
      salesRow({ soldOn: '2026-11-09', soldUnits: 2, fullMinor: 100 }),
      salesRow({ soldOn: '2026-11-10', soldUnits: 2, fullMinor: null }),
      salesRow({ soldOn: '2026-11-16', ...still }),
    ])
    expect((await readFigures('weekly_sales')).map((week) => Object(week).full_minor)).toEqual([null, 100, null])
  })
})

describe('what is rejected', () => {
  const units = 'wanted a whole number from 0 to 1000000'
  const faults: readonly [string, Partial<SalesRow>, string][] = [
    ['negative units sold', { soldUnits: -1 }, `soldUnits got -1, ${units}`],
    ['half a unit', { soldUnits: 0.5 }, `soldUnits got 0.5, ${units}`],
    ['negative units returned', { returnedUnits: -2 }, `returnedUnits got -2, ${units}`],
    ['money that is no number', { netMinor: Number.NaN }, 'netMinor got NaN, wanted a whole number from -1000000000000 to 1000000000000'],
    ['a fraction of a cent', { fullMinor: 0.1 }, 'fullMinor got 0.1, wanted a whole number from -1000000000000 to 1000000000000'],
    ['a day that is none', { soldOn: '2026-02-30' }, 'soldOn got "2026-02-30", wanted a day such as 2026-11-24'],
    ['the year 0', { soldOn: '0000-01-01' }, 'soldOn got "0000-01-01", wanted a day such as 2026-11-24'],
    ['an unknown store', { storeExternalId: 'S9' }, 'storeExternalId got "S9", wanted the external id of a store'],
    ['an unknown SKU', { productExternalId: 'P9' }, 'productExternalId got "P9", wanted the external id or the SKU of a product'],
    [
      'a day before the store opened',
      { storeExternalId: 'KI', soldOn: '2019-12-31' },
      'soldOn got 2019-12-31, wanted a day from 2020-01-01 on, when the store opened',
    ],
    [
      'a day after the store closed',
      { storeExternalId: 'OLD', soldOn: '2026-07-01' },
      'soldOn got 2026-07-01, wanted a day up to 2026-06-30, when the store closed',
    ],
    ['a day more than 20 years back', { soldOn: '2006-11-23' }, 'soldOn got 2006-11-23, wanted a day from 2006-11-24 on, 20 years back'],
    ['tomorrow', { soldOn: '2026-11-25' }, 'soldOn got 2026-11-25, wanted a day that is not in the future: it is 2026-11-24 at the store'],
    [
      'a day that has begun elsewhere',
      { storeExternalId: 'PP', soldOn: '2026-11-25' },
      'soldOn got 2026-11-25, wanted a day that is not in the future: it is 2026-11-24 at the store',
    ],
  ]

  test.each(faults)('%s', async (_case, given, reason) => {
    const rows = [salesRow({}), salesRow(given)]
    expect(await world.loadSales(tenant, rows)).toEqual({ storedCount: 1, rejects: [{ row: 2, reason }] })
    expect(await readDays()).toHaveLength(1)
  })

  test('a row with several faults is rejected once', async () => {
    const rows = [salesRow({ storeExternalId: 'S9', productExternalId: 'P9', soldOn: '2026-11-25' })]
    expect((await world.loadSales(tenant, rows)).rejects).toHaveLength(1)
  })

  test('all rows of a day whose sum is beyond bounds', async () => {
    const rows = [salesRow({ soldUnits: 600_000 }), salesRow({ soldOn: '2026-11-03' }), salesRow({ soldUnits: 600_000 })]
    const { storedCount, rejects } = await world.loadSales(tenant, rows)
    expect(storedCount).toBe(1)
    expect(rejects.map(({ row }) => row)).toEqual([1, 3])
    expect(rejects[0]?.reason).toMatch(/on 2026-11-02 got a sum beyond bounds, wanted at most 1000000 units/)
  })

  test('days at the edges are good', async () => {
    const rows = [
      salesRow({ soldOn: '2026-11-24' }),
      salesRow({ soldOn: '2006-11-24' }),
      salesRow({ storeExternalId: 'KI', soldOn: '2026-11-25' }),
      salesRow({ storeExternalId: 'KI', soldOn: '2020-01-01' }),
      salesRow({ storeExternalId: 'OLD', soldOn: '2026-06-30' }),
    ]
    expect(await world.loadSales(tenant, rows)).toEqual({ storedCount: 5, rejects: [] })
  })
})

describe('one import', () => {
  const target = () => ({ pool: world.pool, tenantId: tenant, now: () => now })

  test('leaves nothing behind when the file fails half way', async () => {
    async function* broken() {
      yield* number([salesRow({}), salesRow({ soldOn: '2026-11-03' })])
      throw new Error('the file ended early')
    }
    await expect(importSales(target(), broken())).rejects.toThrow('the file ended early')
    expect(await readDays()).toEqual([])
  })

  test('leaves nothing behind when the database fails after days were stored', async () => {
    const owner = await world.poolOf('store_owner')
    await owner.query('alter table store.weekly_sales add constraint broken check (sold_units <> 77)')
    try {
      const attempt = world.loadSales(tenant, [salesRow({}), salesRow({ soldOn: '2026-11-03', soldUnits: 74 })])
      await expect(attempt).rejects.toThrow(/broken/)
      expect([await readDays(), await readWeeks()]).toEqual([[], []])
    } finally {
      await owner.query('alter table store.weekly_sales drop constraint broken')
    }
  })

  test('tells how many rows were read, the rejected ones too', async () => {
    const told: number[] = []
    const rows = Array.from({ length: 2_500 }, (_, index) => salesRow({ soldUnits: index % 2 === 0 ? 1 : -1 }))
    await importSales(target(), number(rows), (count) => told.push(count))
    expect(told).toEqual([1_000, 2_000, 2_500])
  })

  test('of another tenant at the same time sees and changes its own rows alone', async () => {
    const other = randomUUID()
    await world.addProducts(other, [{ externalId: 'P1' }])
    await world.loadStores(other, [storeRow({ externalId: 'S1' })])
    await Promise.all([world.loadSales(tenant, [salesRow({ soldUnits: 1 })]), world.loadSales(other, [salesRow({ soldUnits: 2 })])])
    expect(await readFigures('weekly_sales')).toEqual([{ sold_units: 1, returned_units: 1, net_minor: 2_000, full_minor: 3_000 }])
  })

  test('at the same time as another of its tenant gives what one after the other gives', async () => {
    const rows = Array.from({ length: 7 }, (_, index) => salesRow({ soldOn: `2026-11-0${index + 2}`, soldUnits: 1 }))
    await Promise.all(rows.map((row) => world.loadSales(tenant, [row])))
    expect((await readFigures('weekly_sales')).map((week) => Object(week).sold_units)).toEqual([7])
  })
})
