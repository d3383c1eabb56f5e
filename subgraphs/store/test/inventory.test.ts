import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codesOf, createStoreWorld, dataOf, inventoryRow, storeRow, type StoreWorld } from './store-world.ts'

const ada = randomUUID()
const bea = randomUUID()
let world: StoreWorld
let products: ReadonlyMap<string, string>
const stores = new Map<string, string>()
let south: string

beforeAll(async () => {
  world = await createStoreWorld()
  products = await world.addProducts(ada, [{ externalId: 'P1' }, { externalId: 'P2' }, { externalId: 'P3' }])
  await world.addProducts(bea, [{ externalId: 'P1' }])
  await world.loadStores(ada, [
    storeRow({ externalId: 'S1' }),
    storeRow({ externalId: 'S2', groups: [{ kind: 'SALES_REGION', name: 'South' }] }),
    storeRow({ externalId: 'S3', groups: [{ kind: 'SALES_REGION', name: 'South' }] }),
  ])
  await world.loadStores(bea, [storeRow({ externalId: 'S1' })])
  await world.loadInventory(ada, [
    inventoryRow({ storeExternalId: 'S1', onHandUnits: 4, reservedUnits: 1, inTransitUnits: 2, onOrderUnits: 3 }),
    inventoryRow({ storeExternalId: 'S2', onHandUnits: 9 }),
    inventoryRow({ storeExternalId: 'S3', onHandUnits: 0 }),
    inventoryRow({ storeExternalId: 'S2', productExternalId: 'P2' }),
  ])
  await world.loadInventory(bea, [inventoryRow({})])
  const found = dataOf(await world.ask(ada, '{ stores { nodes { externalId id } } storeGroups { nodes { id } } }'))
  for (const { externalId, id } of found.stores.nodes) stores.set(externalId, id)
  south = found.storeGroups.nodes[0].id
})

afterAll(() => world[Symbol.asyncDispose]())

const search = (filter: object) =>
  world.ask(
    ada,
    'query ($filter: InventoryLevelFilter!) { inventoryLevels(filter: $filter) { nodes { product { id } store { externalId } } } }',
    { filter },
  )

async function find(filter: object): Promise<string[]> {
  const names = new Map([...products].map(([externalId, id]) => [id, externalId]))
  const { inventoryLevels } = dataOf(await search(filter))
  return inventoryLevels.nodes.map(
    ({ product, store }: { product: { id: string }; store: { externalId: string } }) => `${names.get(product.id)} ${store.externalId}`,
  )
}

describe('inventoryLevels', () => {
  test('have every field', async () => {
    const filter = { productIds: [products.get('P1')], storeIds: [stores.get('S1')] }
    const answer = await world.ask(
      ada,
      `query ($filter: InventoryLevelFilter!) { inventoryLevels(filter: $filter) {
        nodes { id product { id } store { id name } onHandUnits reservedUnits inTransitUnits onOrderUnits asOf }
      } }`,
      { filter },
    )
    expect(dataOf(answer).inventoryLevels.nodes).toEqual([
      {
        id: expect.stringMatching(/^inventory-level_/),
        product: { id: products.get('P1') },
        store: { id: stores.get('S1'), name: 'Store S1' },
        onHandUnits: 4,
        reservedUnits: 1,
        inTransitUnits: 2,
        onOrderUnits: 3,
        asOf: '2026-11-23T20:00:00.000Z',
      },
    ])
  })

  test('come SKU by SKU', async () => {
    const order = (await find({})).map((level) => level.slice(0, 2))
    expect(order).toEqual(['P1', 'P1', 'P1', 'P2'])
  })

  test('are filtered by SKU, store and group, and every part must hold', async () => {
    expect(await find({ productIds: [products.get('P2'), products.get('P3')] })).toEqual(['P2 S2'])
    expect(await find({ storeIds: [stores.get('S1')] })).toEqual(['P1 S1'])
    expect((await find({ storeGroupIds: [south] })).sort()).toEqual(['P1 S2', 'P1 S3', 'P2 S2'])
    expect(await find({ storeGroupIds: [south], storeIds: [stores.get('S3'), stores.get('S1')] })).toEqual(['P1 S3'])
    expect(await find({ productIds: [] })).toEqual([])
  })

  test('by change give what changed since, whenever it was counted', async () => {
    const tenant = randomUUID()
    await world.addProducts(tenant, [{ externalId: 'P1' }, { externalId: 'P2' }])
    await world.loadStores(tenant, [storeRow({ externalId: 'S1' })])
    await world.loadInventory(tenant, [inventoryRow({}), inventoryRow({ productExternalId: 'P2' })])
    const later = inventoryRow({ productExternalId: 'P2', onHandUnits: 1, asOf: '2026-11-23T21:00:00Z' })
    await world.loadInventory(tenant, [inventoryRow({}), later])
    const [{ updated_at }] = (await world.read(tenant, 'select max(updated_at) as updated_at from store.inventory_level')).map(Object)
    const since = async (updatedSince: string): Promise<number> => {
      const query = 'query ($filter: InventoryLevelFilter!) { inventoryLevels(filter: $filter) { totalCount } }'
      return dataOf(await world.ask(tenant, query, { filter: { updatedSince } })).inventoryLevels.totalCount
    }
    expect(await since(updated_at)).toBe(1)
    expect(await since('0000-01-01T00:00:00Z')).toBe(2)
    expect(await since('9999-12-31T23:59:59-14:00')).toBe(0)
  })

  test('refuse ids that are none and more than 250 of them', async () => {
    const many = Array.from({ length: 251 }, () => products.get('P1'))
    const bad = [{ productIds: ['x'] }, { storeIds: [south] }, { storeGroupIds: [stores.get('S1')] }, { productIds: many }]
    for (const filter of bad) expect(codesOf(await search(filter))).toEqual(['BAD_USER_INPUT'])
  })
})

const entities = 'query ($representations: [_Any!]!) { _entities(representations: $representations) '

describe('the stock of a product', () => {
  test('comes with most units first', async () => {
    const answer = await world.ask(
      ada,
      `${entities} { ... on Product { id inventoryLevels { totalCount nodes { onHandUnits store { externalId } } } } } }`,
      { representations: ['P1', 'P2', 'P3'].map((externalId) => ({ __typename: 'Product', id: products.get(externalId) })) },
    )
    const level = (externalId: string, onHandUnits: number) => ({ onHandUnits, store: { externalId } })
    expect(dataOf(answer)._entities).toEqual([
      { id: products.get('P1'), inventoryLevels: { totalCount: 3, nodes: [level('S2', 9), level('S1', 4), level('S3', 0)] } },
      { id: products.get('P2'), inventoryLevels: { totalCount: 1, nodes: [level('S2', 10)] } },
      { id: products.get('P3'), inventoryLevels: { totalCount: 0, nodes: [] } },
    ])
  })

  test('of another tenant is empty', async () => {
    const answer = await world.ask(bea, `${entities} { ... on Product { inventoryLevels { totalCount nodes { id } } } } }`, {
      representations: [{ __typename: 'Product', id: products.get('P1') }],
    })
    expect(dataOf(answer)._entities).toEqual([{ inventoryLevels: { totalCount: 0, nodes: [] } }])
  })
})

describe('references', () => {
  test('of stores, groups and stock are resolved by id', async () => {
    const { inventoryLevels } = dataOf(await world.ask(ada, '{ inventoryLevels(filter: {}, first: 1) { nodes { id onHandUnits } } }'))
    const [level] = inventoryLevels.nodes
    const answer = await world.ask(
      ada,
      `${entities} { ... on Store { name } ... on StoreGroup { kind } ... on InventoryLevel { onHandUnits } ... on Product { id } } }`,
      {
        representations: [
          { __typename: 'Store', id: stores.get('S2') },
          { __typename: 'StoreGroup', id: south },
          { __typename: 'InventoryLevel', id: level.id },
          { __typename: 'Product', id: products.get('P3') },
        ],
      },
    )
    expect(dataOf(answer)._entities).toEqual([
      { name: 'Store S2' },
      { kind: 'SALES_REGION' },
      { onHandUnits: level.onHandUnits },
      { id: products.get('P3') },
    ])
  })

  test('that are unknown, malformed or of another tenant are NOT_FOUND, and cost the others nothing', async () => {
    const own = stores.get('S1') ?? ''
    const level = dataOf(await world.ask(ada, '{ inventoryLevels(filter: {}, first: 1) { nodes { id } } }')).inventoryLevels.nodes[0].id
    const representations = [
      { __typename: 'Store', id: own },
      { __typename: 'StoreGroup', id: south },
      { __typename: 'InventoryLevel', id: level },
      { __typename: 'Store', id: 'store_nonsense' },
      { __typename: 'InventoryLevel', id: own },
      { __typename: 'Product', id: own },
    ]
    const { data, errors } = await world.ask(bea, `${entities} { __typename } }`, { representations })
    expect(data).toEqual({ _entities: representations.map(() => null) })
    expect(errors.map((error) => error.extensions.code)).toEqual(representations.map(() => 'NOT_FOUND'))
  })
})
