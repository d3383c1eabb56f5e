import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codesOf, createStoreWorld, dataOf, storeRow, type StoreWorld } from './store-world.ts'

const ada = randomUUID()
const bea = randomUUID()
let world: StoreWorld

beforeAll(async () => {
  world = await createStoreWorld()
  await world.loadStores(ada, [
    storeRow({
      externalId: 'S1',
      name: 'Åpen Storgata',
      city: 'Tromsø',
      closedOn: '2026-06-30',
      groups: [
        { kind: 'SALES_REGION', name: 'North' },
        { kind: 'CLUSTER', name: 'Small' },
      ],
    }),
    storeRow({ externalId: 'S2', name: 'Zentrum', city: 'Köln', countryCode: 'DE', groups: [{ kind: 'CLUSTER', name: 'Small' }] }),
    storeRow({ externalId: 'W1', name: 'Lager 100%', kind: 'WAREHOUSE', openedOn: null }),
    storeRow({ externalId: 'WEB', name: 'Butik', kind: 'ONLINE' }),
  ])
  await world.loadStores(bea, [storeRow({ externalId: 'S1', name: 'Of Bea', groups: [{ kind: 'CLUSTER', name: 'Of Bea' }] })])
})

afterAll(() => world[Symbol.asyncDispose]())

async function idOf(externalId: string, tenantId = ada): Promise<string> {
  return String(dataOf(await world.ask(tenantId, '{ store(externalId: "' + externalId + '") { id } }')).store.id)
}

async function groupIds(tenantId = ada): Promise<ReadonlyMap<string, string>> {
  const { storeGroups } = dataOf(await world.ask(tenantId, '{ storeGroups { nodes { name id } } }'))
  return new Map(storeGroups.nodes.map((node: { name: string; id: string }) => [node.name, node.id]))
}

const search = (filter: object) =>
  world.ask(ada, 'query ($filter: StoreFilter) { stores(filter: $filter) { nodes { externalId } } }', { filter })

async function find(filter: object): Promise<string[]> {
  return dataOf(await search(filter)).stores.nodes.map((node: { externalId: string }) => node.externalId)
}

describe('store', () => {
  test('has every field, by external id and by id', async () => {
    const fields = 'id externalId name kind city countryCode timeZone currencyCode openedOn closedOn'
    const { store } = dataOf(await world.ask(ada, `{ store(externalId: "S1") { ${fields} } }`))
    expect(store).toEqual({
      id: expect.stringMatching(/^store_/),
      externalId: 'S1',
      name: 'Åpen Storgata',
      kind: 'SHOP',
      city: 'Tromsø',
      countryCode: 'NO',
      timeZone: 'Europe/Oslo',
      currencyCode: 'NOK',
      openedOn: '2020-01-01',
      closedOn: '2026-06-30',
    })
    expect(dataOf(await world.ask(ada, `query ($id: ID) { store(id: $id) { ${fields} } }`, { id: store.id }))).toEqual({ store })
  })

  test('takes exactly one of id and external id', async () => {
    expect(codesOf(await world.ask(ada, '{ store { id } }'))).toEqual(['BAD_USER_INPUT'])
    expect(codesOf(await world.ask(ada, `{ store(id: "${await idOf('S1')}", externalId: "S1") { id } }`))).toEqual(['BAD_USER_INPUT'])
  })

  test('unknown, malformed and of another tenant it is NOT_FOUND', async () => {
    const strange = [await idOf('S1', bea), 'store_', 'nonsense', '']
    for (const id of strange) {
      const answer = await world.ask(ada, 'query ($id: ID) { store(id: $id) { id } }', { id })
      expect([id, ...codesOf(answer)]).toEqual([id, 'NOT_FOUND'])
    }
    expect(codesOf(await world.ask(ada, '{ store(externalId: "S9") { id } }'))).toEqual(['NOT_FOUND'])
    expect(codesOf(await world.ask(ada, String.raw`{ store(externalId: "a\u0000") { id } }`))).toEqual(['NOT_FOUND'])
  })
})

describe('stores', () => {
  test('come by name as people sort it', async () => {
    expect(await find({})).toEqual(['S1', 'WEB', 'W1', 'S2'])
  })

  test('are found by all of the words in name, city or external id, whatever their case', async () => {
    expect(await find({ text: 'storgata TROMSØ' })).toEqual(['S1'])
    expect(await find({ text: 'oslo' })).toEqual(['WEB', 'W1'])
    expect(await find({ text: 'w1' })).toEqual(['W1'])
    expect(await find({ text: '100%' })).toEqual(['W1'])
    expect(await find({ text: '__' })).toEqual([])
    expect(codesOf(await search({ text: ' ' }))).toEqual(['BAD_USER_INPUT'])
  })

  test('are filtered by id, external id, group and kind, and every part must hold', async () => {
    const groups = await groupIds()
    const [small, north] = [groups.get('Small'), groups.get('North')]
    expect(await find({ ids: [await idOf('S2'), await idOf('S1', bea)] })).toEqual(['S2'])
    expect(await find({ externalIds: ['WEB', 'S1', 'S9'] })).toEqual(['S1', 'WEB'])
    expect(await find({ groupIds: [small] })).toEqual(['S1', 'S2'])
    expect(await find({ groupIds: [small, north] })).toEqual(['S1', 'S2'])
    expect(await find({ groupIds: [(await groupIds(bea)).get('Of Bea')] })).toEqual([])
    expect(await find({ kinds: ['WAREHOUSE', 'ONLINE'] })).toEqual(['WEB', 'W1'])
    expect(await find({ groupIds: [small], text: 'köln', kinds: ['SHOP'], externalIds: ['S1', 'S2'] })).toEqual(['S2'])
    expect(await find({ kinds: [] })).toEqual([])
    expect(await find({ kinds: null, text: null })).toHaveLength(4)
  })

  test('refuse ids that are none and more than 250 values', async () => {
    const many = Array.from({ length: 251 }, () => 'S1')
    for (const filter of [{ ids: ['nonsense'] }, { groupIds: [await idOf('S1')] }, { externalIds: many }, { ids: many }]) {
      expect(codesOf(await search(filter))).toEqual(['BAD_USER_INPUT'])
    }
  })
})

test('store groups come by kind and name', async () => {
  expect(dataOf(await world.ask(ada, '{ storeGroups { nodes { kind name } } }')).storeGroups.nodes).toEqual([
    { kind: 'CLUSTER', name: 'Small' },
    { kind: 'SALES_REGION', name: 'North' },
  ])
})
