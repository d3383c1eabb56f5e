import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readAll, readPage, type PageRequest } from './paging.ts'
import { codesOf, createStoreWorld, dataOf, inventoryRow, salesRow, storeRow, type StoreWorld } from './store-world.ts'

const ada = randomUUID()
const bea = randomUUID()
let world: StoreWorld
let products: ReadonlyMap<string, string>

const storeIds = ['S1', 'S2', 'S3', 'S4', 'S5']
const productIds = ['P1', 'P2', 'P3']
const weeks = ['2026-10-26', '2026-11-02', '2026-11-09']

// Stores of one name, and equal stock in all of them, are ties in everything but the id.
beforeAll(async () => {
  world = await createStoreWorld()
  for (const tenant of [ada, bea]) {
    const added = await world.addProducts(
      tenant,
      productIds.map((externalId) => ({ externalId })),
    )
    if (tenant === ada) products = added
    const groups = [
      { kind: 'COUNTRY', name: 'Norway' },
      { kind: 'CLUSTER', name: 'Ärla' },
      { kind: 'CLUSTER', name: 'Zentrum' },
    ] as const
    await world.loadStores(
      tenant,
      storeIds.map((externalId) => storeRow({ externalId, name: 'Storgata', groups })),
    )
    const pairs = storeIds.flatMap((storeExternalId) => productIds.map((productExternalId) => ({ storeExternalId, productExternalId })))
    await world.loadInventory(tenant, pairs.map(inventoryRow))
    await world.loadSales(
      tenant,
      weeks.flatMap((soldOn) => pairs.map((pair) => salesRow({ ...pair, soldOn }))),
    )
  }
})

afterAll(() => world[Symbol.asyncDispose]())

const sales = 'filter: { from: "2026-10-26", to: "2026-11-15" }'

function lists(): (PageRequest & { readonly count: number })[] {
  const common = { world, tenantId: ada }
  return [
    { ...common, field: 'stores', nodes: 'id', count: 5 },
    { ...common, field: 'storeGroups', nodes: 'id', count: 3 },
    { ...common, field: 'inventoryLevels', args: 'filter: {}', nodes: 'id', count: 15 },
    { ...common, field: 'weeklySales', args: sales, nodes: 'weekStart product { id } store { id }', count: 45 },
    {
      ...common,
      field: 'inventoryLevels',
      nodes: 'id',
      entity: { __typename: 'Product', id: products.get('P2') ?? '' },
      count: 5,
    },
  ]
}

const names = ['stores', 'storeGroups', 'inventoryLevels', 'weeklySales', 'Product.inventoryLevels']

describe.each(names.map((name, index) => ({ name, index })))('$name', ({ index }) => {
  function list(): PageRequest & { readonly count: number } {
    const found = lists()[index]
    if (found === undefined) throw new Error(`there is no list ${index}`)
    return found
  }

  test('visits every row once, in one order, whatever the page size', async () => {
    const whole = await readAll(list(), 250)
    expect(whole).toHaveLength(list().count)
    expect(new Set(whole.map((node) => JSON.stringify(node))).size).toBe(whole.length)
    for (const first of [1, 2, 7]) expect(await readAll(list(), first)).toEqual(whole)
  })

  test('a cursor of another tenant, of another list, or a changed one is BAD_USER_INPUT', async () => {
    const cursorOf = async (request: PageRequest): Promise<string> => String((await readPage(request, 1)).pageInfo.endCursor)
    const own = await cursorOf(list())
    const others = lists().filter((_, other) => other !== index)
    const strangers = [`A${own}`, '', 'nonsense', ...(await Promise.all(others.map(cursorOf)))]
    const { field, args = '', entity } = list()
    // The same products have other ids with another tenant, so that its list of a product has no like of it there.
    if (entity === undefined) strangers.push(await cursorOf({ ...list(), tenantId: bea }))
    else strangers.push(await cursorOf({ ...list(), entity: { ...entity, id: products.get('P1') ?? '' } }))
    for (const after of strangers) {
      const page = `${field}(after: $after ${args}) { totalCount }`
      const answer = await (entity === undefined
        ? world.ask(ada, `query ($after: String) { ${page} }`, { after })
        : world.ask(
            ada,
            `query ($after: String, $entity: _Any!) { _entities(representations: [$entity]) { ... on Product { ${page} } } }`,
            {
              after,
              entity,
            },
          ))
      expect([after, ...codesOf(answer)]).toEqual([after, 'BAD_USER_INPUT'])
    }
  })

  test('takes first from 1 to 250', async () => {
    const { field, args = '', entity } = list()
    for (const first of [0, 251, -1]) {
      const page = `${field}(first: ${first} ${args}) { totalCount }`
      const answer = await (entity === undefined
        ? world.ask(ada, `{ ${page} }`)
        : world.ask(ada, `query ($entity: _Any!) { _entities(representations: [$entity]) { ... on Product { ${page} } } }`, { entity }))
      expect(codesOf(answer)).toEqual(['BAD_USER_INPUT'])
    }
  })
})

test('an empty page has no cursors', async () => {
  const page = await readPage({ world, tenantId: ada, field: 'stores', args: 'filter: { ids: [] }', nodes: 'id' }, 50)
  expect(page).toEqual({
    edges: [],
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  })
})

test('totalCount counts all that match, on any page', async () => {
  const answer = await world.ask(
    ada,
    `query ($entity: _Any!) {
      stores(first: 1) { totalCount }
      some: stores(filter: { externalIds: ["S1", "S2"] }) { totalCount }
      storeGroups { totalCount }
      inventoryLevels(filter: {}) { totalCount }
      weeklySales(${sales}) { totalCount }
      _entities(representations: [$entity]) { ... on Product { inventoryLevels(first: 2) { totalCount } } }
    }`,
    { entity: { __typename: 'Product', id: products.get('P1') } },
  )
  expect(dataOf(answer)).toEqual({
    stores: { totalCount: 5 },
    some: { totalCount: 2 },
    storeGroups: { totalCount: 3 },
    inventoryLevels: { totalCount: 15 },
    weeklySales: { totalCount: 45 },
    _entities: [{ inventoryLevels: { totalCount: 5 } }],
  })
})

test('totalCount stops at 10,001', async () => {
  const tenant = randomUUID()
  const many = Array.from({ length: 101 }, (_, index) => `P${index}`)
  const shops = Array.from({ length: 100 }, (_, index) => `S${index}`)
  await world.addProducts(
    tenant,
    many.map((externalId) => ({ externalId })),
  )
  await world.loadStores(
    tenant,
    shops.map((externalId) => storeRow({ externalId })),
  )
  await world.loadInventory(
    tenant,
    shops.flatMap((storeExternalId) => many.map((productExternalId) => inventoryRow({ storeExternalId, productExternalId }))),
  )
  const answer = await world.ask(tenant, '{ inventoryLevels(filter: {}, first: 1) { totalCount } }')
  expect(dataOf(answer)).toEqual({ inventoryLevels: { totalCount: 10_001 } })
})
