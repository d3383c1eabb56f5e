import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { importInventory } from '../src/import/import-inventory.ts'
import type { InventoryRow } from '../src/import/inventory-row.ts'
import { createStoreWorld, inventoryRow, now, number, storeRow, type StoreWorld } from './store-world.ts'

let world: StoreWorld
let tenant: string

beforeAll(async () => {
  world = await createStoreWorld()
})

beforeEach(async () => {
  tenant = randomUUID()
  await world.addProducts(tenant, [
    { externalId: 'P1', sku: 'P2' },
    { externalId: 'P2', sku: 'ABC' },
  ])
  await world.loadStores(tenant, [storeRow({ externalId: 'S1' }), storeRow({ externalId: 'S2' })])
})

afterAll(() => world[Symbol.asyncDispose]())

const readAll = () => world.read(tenant, 'select xmin::text, ctid::text, * from store.inventory_level order by ctid')

const readUnits = () =>
  world.read(
    tenant,
    `select product.external_id as product, store.external_id as store, on_hand_units as units
     from store.inventory_level level
     join store.store on store.id = level.store_id
     join catalog.product_ref_v1 product on product.product_id = level.product_id
     order by 1, 2`,
  )

describe('what is stored', () => {
  test('a SKU is named by external id or, where that is none, by SKU', async () => {
    const rows = [
      inventoryRow({ productExternalId: 'P2', onHandUnits: 2 }),
      inventoryRow({ productExternalId: 'ABC', storeExternalId: 'S2' }),
    ]
    expect(await world.loadInventory(tenant, rows)).toEqual({ storedCount: 2, rejects: [] })
    expect(await readUnits()).toEqual([
      { product: 'P2', store: 'S1', units: 2 },
      { product: 'P2', store: 'S2', units: 10 },
    ])
  })

  test('a repeated import changes nothing', async () => {
    const rows = [inventoryRow({ onHandUnits: 1, asOf: '2026-11-22T00:00:00Z' }), inventoryRow({}), inventoryRow({ storeExternalId: 'S2' })]
    await world.loadInventory(tenant, rows)
    const before = await readAll()
    expect(await world.loadInventory(tenant, rows)).toEqual({ storedCount: 3, rejects: [] })
    expect(await readAll()).toEqual(before)
  })

  test('the newest count of a file holds, whatever its place, and of equally new ones the last', async () => {
    const at = (asOf: string, onHandUnits: number): InventoryRow => inventoryRow({ asOf, onHandUnits })
    await world.loadInventory(tenant, [
      at('2026-11-23T20:00:00+01:00', 1),
      at('2026-11-23T19:30:00Z', 2),
      at('2026-11-23T19:30:00.000Z', 3),
      at('2026-11-23T18:59:00Z', 4),
    ])
    expect(await readUnits()).toEqual([{ product: 'P1', store: 'S1', units: 3 }])
  })

  test('a newer count replaces an older one, and an equally new one corrects it', async () => {
    await world.loadInventory(tenant, [inventoryRow({ asOf: '2026-11-22T20:00:00Z' })])
    await world.loadInventory(tenant, [inventoryRow({ onHandUnits: 8 })])
    await world.loadInventory(tenant, [inventoryRow({ onHandUnits: 7 })])
    expect(await readUnits()).toEqual([{ product: 'P1', store: 'S1', units: 7 }])
  })
})

describe('what is rejected', () => {
  const faults: readonly [string, Partial<InventoryRow>, string][] = [
    ['negative units on hand', { onHandUnits: -1 }, 'onHandUnits got -1, wanted a whole number from 0 to 100000000'],
    ['half a unit', { reservedUnits: 0.5 }, 'reservedUnits got 0.5, wanted a whole number from 0 to 100000000'],
    ['no number', { onOrderUnits: Number.NaN }, 'onOrderUnits got NaN, wanted a whole number from 0 to 100000000'],
    ['an unknown store', { storeExternalId: 'S9' }, 'storeExternalId got "S9", wanted the external id of a store'],
    ['an unknown SKU', { productExternalId: 'P9' }, 'productExternalId got "P9", wanted the external id or the SKU of a product'],
    ['a day for an instant', { asOf: '2026-11-23' }, 'asOf got "2026-11-23", wanted an instant such as 2026-11-24T08:30:00Z'],
    ['the year 0', { asOf: '0000-01-01T00:00:00Z' }, 'asOf got "0000-01-01T00:00:00Z", wanted an instant such as 2026-11-24T08:30:00Z'],
    [
      'the end of the calendar',
      { asOf: '9999-12-31T23:59:59-14:00' },
      'asOf got "9999-12-31T23:59:59-14:00", wanted an instant such as 2026-11-24T08:30:00Z',
    ],
    ['the future', { asOf: '2026-11-25T12:00:01Z' }, 'asOf got 2026-11-25T12:00:01.000Z, wanted an instant that is not in the future'],
  ]

  test.each(faults)('%s', async (_case, given, reason) => {
    const rows = [inventoryRow({}), inventoryRow(given)]
    expect(await world.loadInventory(tenant, rows)).toEqual({ storedCount: 1, rejects: [{ row: 2, reason }] })
  })

  test('a count that is older than the one stored', async () => {
    await world.loadInventory(tenant, [inventoryRow({})])
    const before = await readAll()
    const rows = [
      inventoryRow({ onHandUnits: 5, asOf: '2026-11-23T19:59:59Z' }),
      inventoryRow({ storeExternalId: 'S2' }),
      inventoryRow({ onHandUnits: 6, asOf: '2026-11-20T00:00:00Z' }),
    ]
    const reason = (asOf: string): string =>
      `asOf got ${asOf}, wanted an instant from 2026-11-23T20:00:00.000Z on, when the stored count was made`
    expect(await world.loadInventory(tenant, rows)).toEqual({
      storedCount: 1,
      rejects: [
        { row: 1, reason: reason('2026-11-23T19:59:59.000Z') },
        { row: 3, reason: reason('2026-11-20T00:00:00.000Z') },
      ],
    })
    expect((await readAll())[0]).toEqual(before[0])
  })
})

test('a failure half way leaves nothing behind', async () => {
  async function* broken() {
    yield* number([inventoryRow({})])
    throw new Error('the file ended early')
  }
  const attempt = importInventory({ pool: world.pool, tenantId: tenant, now: () => now }, broken())
  await expect(attempt).rejects.toThrow('the file ended early')
  expect(await readAll()).toEqual([])
})
