import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordSales, salesLine } from './recording.ts'
import { createStoreWorld, inventoryRow, salesRow, storeRow, type StoreWorld } from './store-world.ts'

const tenant = randomUUID()
let world: StoreWorld
let productIds: string[]

const externalIds = Array.from({ length: 50 }, (_, index) => `P${index}`)

// Fifty SKUs, no two of which are in the same store.
beforeAll(async () => {
  world = await createStoreWorld()
  const products = await world.addProducts(
    tenant,
    externalIds.map((externalId) => ({ externalId })),
  )
  productIds = [...products.values()]
  await world.loadStores(
    tenant,
    externalIds.map((externalId) => storeRow({ externalId })),
  )
  const pairs = externalIds.map((externalId) => ({ storeExternalId: externalId, productExternalId: externalId }))
  await world.loadInventory(tenant, pairs.map(inventoryRow))
  await world.loadSales(tenant, pairs.map(salesRow))
})

afterAll(() => world[Symbol.asyncDispose]())

async function statementsOf(query: string, variables: object = {}): Promise<string[]> {
  world.statements.length = 0
  const { errors } = await world.ask(tenant, query, variables)
  expect(errors).toEqual([])
  return [...world.statements]
}

const ofProducts = (count: number, fields: string) =>
  statementsOf(`query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { ${fields} } } }`, {
    representations: productIds.slice(0, count).map((id) => ({ __typename: 'Product', id })),
  })

test('stock with its stores costs 2 statements, for 5 products as for 50, and their texts are the same', async () => {
  const fields = 'inventoryLevels { nodes { onHandUnits store { name } } }'
  const few = await ofProducts(5, fields)
  expect(few).toHaveLength(2)
  expect(await ofProducts(50, fields)).toEqual(few)
})

test('counts of all products are one statement more', async () => {
  expect(await ofProducts(50, 'inventoryLevels { totalCount nodes { store { city } } }')).toHaveLength(3)
})

test('pages of different length share one statement', async () => {
  expect(
    await ofProducts(50, 'one: inventoryLevels(first: 1) { nodes { id } } ten: inventoryLevels(first: 10) { nodes { id } }'),
  ).toHaveLength(1)
})

test('a reference to a product alone costs none', async () => {
  expect(await ofProducts(50, 'id')).toEqual([])
})

test('weekly sales with stores and money cost 2 statements for 5 rows as for 50', async () => {
  const query = (first: number): string =>
    `{ weeklySales(filter: { from: "2026-11-02", to: "2026-11-02" }, first: ${first}) { nodes { store { name } netSales { amount } } } }`
  const few = await statementsOf(query(5))
  expect(few).toHaveLength(2)
  expect(await statementsOf(query(50))).toEqual(few)
})

test('references to stores, groups and stock cost one statement a type', async () => {
  const answer = await world.ask(tenant, '{ inventoryLevels(filter: {}) { nodes { id store { id } } } }')
  const levels: { id: string; store: { id: string } }[] = Object(answer.data).inventoryLevels.nodes
  expect(levels).toHaveLength(50)
  const representations = levels.flatMap(({ id, store }) => [
    { __typename: 'InventoryLevel', id },
    { __typename: 'Store', id: store.id },
  ])
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Store { name } ... on InventoryLevel { onHandUnits } }
  }`
  expect(await statementsOf(query, { representations })).toHaveLength(2)
})

test('root fields that look up different stores share one statement', async () => {
  const aliases = externalIds.map((externalId) => `${externalId}: store(externalId: "${externalId}") { name }`)
  expect(await statementsOf(`{ ${aliases.join(' ')} }`)).toHaveLength(1)
})

test('rows are counted only when totalCount is asked for', async () => {
  expect(await statementsOf('{ stores { nodes { name } } }')).toHaveLength(1)
  expect(await statementsOf('{ stores { totalCount nodes { name } } }')).toHaveLength(2)
})

test('recording sales costs 10 statements for one line as for 500, good, known and refused, in the same texts', async () => {
  const record = async (count: number): Promise<string[]> => {
    const lines = Array.from({ length: count }, (_, index) => {
      const [externalId = ''] = externalIds.slice(index % externalIds.length)
      return salesLine({
        lineNumber: count + (index % 400),
        productExternalId: externalId,
        storeExternalId: index % 7 === 6 ? 'S9' : externalId,
      })
    })
    world.statements.length = 0
    const { receipt } = await recordSales(world, tenant, { lines })
    expect(receipt?.acceptedLineCount).toBeGreaterThan(0)
    return [...world.statements]
  }
  const one = await record(1)
  expect(one).toHaveLength(10)
  expect(await record(500)).toEqual(one)
})
