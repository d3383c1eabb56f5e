import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recordSales, salesLine } from './recording.ts'
import { createStoreWorld, now, salesRow, storeRow, type StoreWorld } from './store-world.ts'

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

describe('a day that comes both from a file and from lines counts each sale once', () => {
  let tenant: string

  beforeEach(async () => {
    tenant = randomUUID()
    world.setNow(now)
    await world.addProducts(tenant, [{ externalId: 'P1' }])
    await world.loadStores(tenant, [storeRow({ externalId: 'S1' })])
  })

  const ten = salesRow({ soldOn: '2026-11-24', soldUnits: 10, returnedUnits: 0 })
  const line = (soldAt: string, lineNumber = 1) => ({ lines: [salesLine({ lineNumber, soldAt })] })
  const units = async () => (await world.read(tenant, 'select sold_units from store.weekly_sales')).map((week) => Object(week).sold_units)

  test('the file has what was sold before it was imported, when the line comes first', async () => {
    await recordSales(world, tenant, line('2026-11-24T11:00:00Z'))
    expect(await units()).toEqual([1])
    await world.loadSales(tenant, [ten])
    expect(await units()).toEqual([10])
  })

  test('and when the line comes later: it is stored and a duplicate ever after, but not added', async () => {
    await world.loadSales(tenant, [ten])
    const { receipt } = await recordSales(world, tenant, line('2026-11-24T11:00:00Z'))
    expect(receipt).toMatchObject({ acceptedLineCount: 1 })
    expect(await units()).toEqual([10])
    expect((await recordSales(world, tenant, line('2026-11-24T11:00:00Z'))).receipt).toMatchObject({ duplicateLineCount: 1 })
  })

  test('what was sold after the import is added to it', async () => {
    await world.loadSales(tenant, [ten])
    world.setNow(now + 3_600_000)
    await recordSales(world, tenant, line('2026-11-24T12:00:00.001Z'))
    expect(await units()).toEqual([11])
  })

  test('a later file has that, too, whether its figure is the same or not', async () => {
    await world.loadSales(tenant, [ten])
    world.setNow(now + 3_600_000)
    await recordSales(world, tenant, line('2026-11-24T12:30:00Z'))
    await world.loadSales(tenant, [{ ...ten, soldUnits: 11 }])
    await recordSales(world, tenant, line('2026-11-24T12:40:00Z', 2))
    expect(await units()).toEqual([11])
    await world.loadSales(tenant, [ten])
    expect(await units()).toEqual([10])
  })

  test('a till whose clock is ahead sells nothing after the import', async () => {
    await world.loadSales(tenant, [ten])
    await recordSales(world, tenant, line('2026-11-24T12:04:00Z'))
    expect(await units()).toEqual([10])
  })

  test('a stock-out that the file told stays', async () => {
    await world.loadSales(tenant, [{ ...ten, outOfStock: true }])
    world.setNow(now + 3_600_000)
    await recordSales(world, tenant, line('2026-11-24T12:30:00Z'))
    expect(await world.read(tenant, 'select stock_out_days from store.weekly_sales')).toEqual([{ stock_out_days: 1 }])
  })
})

// Each step is an hour: an import of two days, or a line of some hour until then, old ones again among them.
const steps = fc.array(
  fc.oneof(
    fc.record({ imported: fc.constantFrom('2026-11-23', '2026-11-24'), units: fc.integer({ min: 0, max: 5 }) }),
    fc.record({ lineNumber: fc.integer({ min: 0, max: 9 }), hoursBack: fc.integer({ min: 0, max: 30 }), units: fc.constantFrom(-2, 1, 3) }),
  ),
  { minLength: 1, maxLength: 12 },
)

test('after any imports and lines a day is what was last imported of it and the lines sold since then, a week the sum of its days', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const tenant = randomUUID()
      world.setNow(now)
      await world.addProducts(tenant, [{ externalId: 'P1' }])
      await world.loadStores(tenant, [storeRow({ externalId: 'S1', timeZone: 'UTC' })])
      const imports = new Map<string, { readonly at: number; readonly units: number }>()
      const lines = new Map<number, { readonly at: number; readonly units: number }>()
      for (const [index, step] of taken.entries()) {
        const at = now + index * 3_600_000
        world.setNow(at)
        if ('imported' in step) {
          await world.loadSales(tenant, [salesRow({ soldOn: step.imported, soldUnits: step.units, returnedUnits: 0 })])
          imports.set(step.imported, { at, units: step.units })
        } else {
          const { lineNumber, hoursBack, units } = step
          const soldAt = at - hoursBack * 3_600_000
          const money = { amount: String(units), currencyCode: 'NOK' }
          const given = { lineNumber, units, netAmount: money, fullAmount: money, soldAt: new Date(soldAt).toISOString() }
          const { receipt } = await recordSales(world, tenant, { lines: [salesLine(given)] })
          if (receipt?.acceptedLineCount === 1) lines.set(lineNumber, { at: soldAt, units })
        }
      }
      const expected = new Map([...imports].map(([day, { units }]) => [day, units]))
      for (const { at, units } of lines.values()) {
        const day = new Date(at).toISOString().slice(0, 10)
        const importedAt = imports.get(day)?.at
        if (importedAt === undefined || at > importedAt) expected.set(day, (expected.get(day) ?? 0) + Math.max(units, 0))
      }
      const days = await world.read(tenant, 'select sold_on, sold_units from store.daily_sales')
      expect(new Map(days.map((day) => [Object(day).sold_on, Object(day).sold_units]))).toEqual(expected)
      expect(await world.read(tenant, weekly)).toEqual(await world.read(tenant, sumOfDays))
    }),
    { numRuns: 40 },
  )
})
