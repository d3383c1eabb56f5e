import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStoreWorld, storeRow, type StoreWorld } from './store-world.ts'

let world: StoreWorld

beforeAll(async () => {
  world = await createStoreWorld()
})

afterAll(() => world[Symbol.asyncDispose]())

// Few stores, SKUs and days, so that rows meet; the days span a turn of the year and both ends of weeks.
const salesRows = fc.array(
  fc.record({
    soldOn: fc.constantFrom('2025-12-28', '2025-12-29', '2025-12-31', '2026-01-01', '2026-01-04', '2026-01-05', '2026-11-24', '2026-11-25'),
    storeExternalId: fc.constantFrom('S1', 'S2', 'S9'),
    productExternalId: fc.constantFrom('P1', 'P2', 'SKU-P2', 'P9'),
    soldUnits: fc.integer({ min: -1, max: 9 }),
    returnedUnits: fc.integer({ min: 0, max: 3 }),
    netMinor: fc.integer({ min: -9_999, max: 99_999 }),
    fullMinor: fc.option(fc.integer({ min: 0, max: 99_999 }), { freq: 5 }),
    outOfStock: fc.boolean(),
  }),
  { maxLength: 40 },
)

const weekly = `
  select week_start, product_id, store_id, sold_units, returned_units, net_minor, full_minor, stock_out_days
  from store.weekly_sales order by 1, 2, 3`

const sumOfDays = `
  select sold_on - (extract(isodow from sold_on)::int - 1) as week_start, product_id, store_id,
    sum(sold_units)::int as sold_units, sum(returned_units)::int as returned_units, sum(net_minor)::bigint as net_minor,
    case when count(*) filter (where full_minor is null and sold_units + returned_units > 0) = 0 then sum(full_minor)::bigint end as full_minor,
    (count(*) filter (where out_of_stock))::int as stock_out_days
  from store.daily_sales group by 1, 2, 3 order by 1, 2, 3`

test('after any imports every week is the sum of its days', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(salesRows, { minLength: 1, maxLength: 4 }), async (files) => {
      const tenant = randomUUID()
      await world.addProducts(tenant, [{ externalId: 'P1' }, { externalId: 'P2' }])
      await world.loadStores(tenant, [storeRow({ externalId: 'S1' }), storeRow({ externalId: 'S2' })])
      for (const rows of files) {
        const { storedCount, rejects } = await world.loadSales(tenant, rows)
        expect(storedCount + rejects.length).toBe(rows.length)
      }
      expect(await world.read(tenant, weekly)).toEqual(await world.read(tenant, sumOfDays))
    }),
    { numRuns: 40 },
  )
})
