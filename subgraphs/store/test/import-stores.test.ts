import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { StoreRow } from '../src/import/store-row.ts'
import { createStoreWorld, salesRow, storeRow, type StoreWorld } from './store-world.ts'

let world: StoreWorld
let tenant: string

beforeAll(async () => {
  world = await createStoreWorld()
})

beforeEach(() => {
  tenant = randomUUID()
})

afterAll(() => world[Symbol.asyncDispose]())

/** All that is stored, down to the instants and to PostgreSQL's own row versions. */
async function readAll(): Promise<unknown[]> {
  const found: unknown[] = []
  for (const table of ['store', 'store_group', 'store_group_member']) {
    found.push(...(await world.read(tenant, `select xmin::text, ctid::text, * from store.${table} order by ctid`)))
  }
  return found
}

/** Which store is in which group. */
async function readGroups(): Promise<unknown[]> {
  const rows = await world.read(
    tenant,
    `select store.external_id || ' ' || store_group.kind || ' ' || store_group.name as member
     from store.store_group_member member
     join store.store on store.id = member.store_id
     join store.store_group on store_group.id = member.group_id
     order by 1`,
  )
  return rows.map((row) => Object(row).member)
}

const north = { kind: 'SALES_REGION', name: 'North' } as const
const south = { kind: 'SALES_REGION', name: 'South' } as const
const big = { kind: 'CLUSTER', name: 'Big' } as const

describe('what is stored', () => {
  test('rows make stores and their groups, and are counted', async () => {
    const rows = [storeRow({ externalId: 'S1', groups: [north, big, north] }), storeRow({ externalId: 'S2', groups: [north] })]
    expect(await world.loadStores(tenant, rows)).toEqual({ storedCount: 2, rejects: [] })
    expect(await readGroups()).toEqual(['S1 CLUSTER Big', 'S1 SALES_REGION North', 'S2 SALES_REGION North'])
  })

  test('a repeated import changes nothing', async () => {
    const rows = [storeRow({ externalId: 'S1', groups: [north, big] }), storeRow({ externalId: 'S2', closedOn: '2026-01-31' })]
    await world.loadStores(tenant, rows)
    const before = await readAll()
    expect(await world.loadStores(tenant, rows)).toEqual({ storedCount: 2, rejects: [] })
    expect(await readAll()).toEqual(before)
  })

  test('a changed row changes its store and leaves the others alone', async () => {
    await world.loadStores(tenant, [storeRow({ externalId: 'S1' }), storeRow({ externalId: 'S2' })])
    await world.loadStores(tenant, [storeRow({ externalId: 'S2', name: 'Renamed', closedOn: '2026-10-01' })])
    expect(await world.read(tenant, 'select external_id, name, closed_on from store.store order by 1')).toEqual([
      { external_id: 'S1', name: 'Store S1', closed_on: null },
      { external_id: 'S2', name: 'Renamed', closed_on: '2026-10-01' },
    ])
  })

  test('a store moves between groups of the kinds that its row names, and stays in those of other kinds', async () => {
    await world.loadStores(tenant, [storeRow({ externalId: 'S1', groups: [north, big] }), storeRow({ externalId: 'S2', groups: [north] })])
    await world.loadStores(tenant, [storeRow({ externalId: 'S1', groups: [south] }), storeRow({ externalId: 'S2' })])
    expect(await readGroups()).toEqual(['S1 CLUSTER Big', 'S1 SALES_REGION South', 'S2 SALES_REGION North'])
  })
})

describe('what is rejected', () => {
  const faults: readonly [string, Partial<StoreRow>, string][] = [
    ['an empty external id', { externalId: '' }, 'externalId got "", wanted a text'],
    ['a name with space around it', { name: ' Oslo' }, 'name got " Oslo", wanted it without space around it'],
    ['a name on two lines', { name: 'a\nb' }, 'name got "a\\nb", wanted a text on one line without control characters'],
    ['a long city', { city: 'x'.repeat(101) }, `city got "${'x'.repeat(60)}…", wanted at most 100 characters, not 101`],
    ['an unknown country', { countryCode: 'UK' }, 'countryCode got "UK", wanted a country such as DE'],
    [
      'an unknown time zone',
      { timeZone: 'Europe/Atlantis' },
      'timeZone got "Europe/Atlantis", wanted an IANA time zone such as Europe/Berlin',
    ],
    ['an offset for a time zone', { timeZone: '+01:00' }, 'timeZone got "+01:00", wanted an IANA time zone such as Europe/Berlin'],
    ['an unknown currency', { currencyCode: 'EURO' }, 'currencyCode got "EURO", wanted a currency such as EUR'],
    ['a day that is none', { openedOn: '2026-02-30' }, 'openedOn got "2026-02-30", wanted a day such as 2026-11-24'],
    ['a close before the opening', { closedOn: '2019-12-31' }, 'closedOn got 2019-12-31, wanted a day from openedOn, 2020-01-01, on'],
    ['a group without a name', { groups: [{ kind: 'CLUSTER', name: '' }] }, 'groups got "", wanted a text'],
    ['more than 50 groups', { groups: Array.from({ length: 51 }, () => big) }, 'groups got 51, wanted at most 50'],
  ]

  test.each(faults)('%s', async (_case, given, reason) => {
    const rows = [storeRow({ externalId: 'S1' }), storeRow({ externalId: 'S2', ...given })]
    expect(await world.loadStores(tenant, rows)).toEqual({ storedCount: 1, rejects: [{ row: 2, reason }] })
  })

  test('a kind that is none', async () => {
    const rows = Object([{ ...storeRow({ externalId: 'S1' }), kind: 'KIOSK' }])
    expect((await world.loadStores(tenant, rows)).rejects).toEqual([
      { row: 1, reason: 'kind got "KIOSK", wanted one of SHOP, WAREHOUSE, ONLINE' },
    ])
  })

  test('the second row of a store', async () => {
    const rows = [storeRow({ externalId: 'S1', name: 'First' }), storeRow({ externalId: 'S2' }), storeRow({ externalId: 'S1' })]
    expect(await world.loadStores(tenant, rows)).toEqual({
      storedCount: 2,
      rejects: [{ row: 3, reason: 'externalId got "S1" again, wanted it once: row 1 has it' }],
    })
    expect(await world.read(tenant, `select name from store.store where external_id = 'S1'`)).toEqual([{ name: 'First' }])
  })

  test('another currency for a store with sales; without any it may change', async () => {
    await world.addProducts(tenant, [{ externalId: 'P1' }])
    await world.loadStores(tenant, [storeRow({ externalId: 'S1' }), storeRow({ externalId: 'S2' })])
    await world.loadSales(tenant, [salesRow({})])
    const rows = ['S1', 'S2'].map((externalId) => storeRow({ externalId, currencyCode: 'EUR' }))
    expect(await world.loadStores(tenant, rows)).toEqual({
      storedCount: 1,
      rejects: [{ row: 1, reason: 'currencyCode got "EUR", wanted "NOK", in which sales of this store are stored' }],
    })
  })
})
