import { randomUUID } from 'node:crypto'
import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codesOf, createStoreWorld, dataOf, salesRow, storeRow, type StoreWorld } from './store-world.ts'

const ada = randomUUID()
const [style, red, blue, otherStyle] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
let world: StoreWorld
let products: ReadonlyMap<string, string>
let places: { stores: { nodes: { id: string; externalId: string }[] }; storeGroups: { nodes: { id: string }[] } }

beforeAll(async () => {
  world = await createStoreWorld()
  products = await world.addProducts(ada, [
    { externalId: 'P1', styleId: style, colorwayId: red },
    { externalId: 'P2', styleId: style, colorwayId: blue },
    { externalId: 'P3', styleId: otherStyle, colorwayId: randomUUID() },
  ])
  await world.loadStores(ada, [
    storeRow({ externalId: 'S1', groups: [{ kind: 'CLUSTER', name: 'Big' }] }),
    storeRow({ externalId: 'S2', currencyCode: 'JPY' }),
  ])
  await world.loadSales(ada, [
    salesRow({ soldOn: '2026-11-02', soldUnits: 3, returnedUnits: 1, netMinor: 20_050 }),
    salesRow({ soldOn: '2026-11-08', soldUnits: 2, returnedUnits: 0, netMinor: -50, outOfStock: true }),
    salesRow({ soldOn: '2026-11-09', soldUnits: 7 }),
    salesRow({ soldOn: '2026-10-26', productExternalId: 'P2', storeExternalId: 'S2', netMinor: 1_200 }),
    salesRow({ soldOn: '2026-11-03', productExternalId: 'P3', storeExternalId: 'S2' }),
  ])
  places = dataOf(await world.ask(ada, '{ stores { nodes { id externalId } } storeGroups { nodes { id } } }'))
})

afterAll(() => world[Symbol.asyncDispose]())

const search = (filter: object) =>
  world.ask(
    ada,
    'query ($filter: WeeklySalesFilter!) { weeklySales(filter: $filter) { nodes { weekStart product { id } store { externalId } soldUnits } } }',
    { filter },
  )

async function find(filter: object): Promise<string[]> {
  const names = new Map([...products].map(([externalId, id]) => [id, externalId]))
  const { weeklySales } = dataOf(await search({ from: '2026-10-26', to: '2026-11-22', ...filter }))
  return weeklySales.nodes.map(
    ({ weekStart, product, store }: { weekStart: string; product: { id: string }; store: { externalId: string } }) =>
      `${weekStart} ${names.get(product.id)} ${store.externalId}`,
  )
}

const all = ['2026-10-26 P2 S2', '2026-11-02 P1 S1', '2026-11-02 P3 S2', '2026-11-09 P1 S1']

test('a week is the sum of its days, Monday to Sunday, and has every field', async () => {
  const filter = { from: '2026-11-02', to: '2026-11-02', productIds: [products.get('P1')] }
  const answer = await world.ask(
    ada,
    `query ($filter: WeeklySalesFilter!) { weeklySales(filter: $filter) { nodes {
      weekStart product { id } store { name currencyCode } soldUnits returnedUnits netSales { amount currencyCode } stockOutDays
    } } }`,
    { filter },
  )
  expect(dataOf(answer).weeklySales.nodes).toEqual([
    {
      weekStart: '2026-11-02',
      product: { id: products.get('P1') },
      store: { name: 'Store S1', currencyCode: 'NOK' },
      soldUnits: 5,
      returnedUnits: 1,
      netSales: { amount: '200.00', currencyCode: 'NOK' },
      stockOutDays: 1,
    },
  ])
})

test('money is in the currency of the store', async () => {
  const answer = await world.ask(
    ada,
    '{ weeklySales(filter: { from: "2026-10-26", to: "2026-10-26" }) { nodes { netSales { amount currencyCode } } } }',
  )
  expect(dataOf(answer).weeklySales.nodes).toEqual([{ netSales: { amount: '1200', currencyCode: 'JPY' } }])
})

test('weeks come oldest first, from the week of the first day to the week of the last', async () => {
  expect(await find({})).toEqual(all)
  expect(await find({ from: '2026-11-08', to: '2026-11-09' })).toEqual(all.slice(1))
  expect(await find({ from: '2026-11-03', to: '2026-11-04' })).toEqual(all.slice(1, 3))
})

test('sales are filtered by SKU, colourway, style, store and group, and every part must hold', async () => {
  const storeId = (externalId: string) => places.stores.nodes.find((store) => store.externalId === externalId)?.id
  const styleIds = [encodeId(idTypes.style, style)]
  const groups = [places.storeGroups.nodes[0]?.id]
  expect(await find({ productIds: [products.get('P3')] })).toEqual(['2026-11-02 P3 S2'])
  expect(await find({ colorwayIds: [encodeId(idTypes.colorway, red)] })).toEqual(['2026-11-02 P1 S1', '2026-11-09 P1 S1'])
  expect(await find({ styleIds })).toEqual(all.filter((row) => !row.includes('P3')))
  expect(await find({ storeIds: [storeId('S2')] })).toEqual(['2026-10-26 P2 S2', '2026-11-02 P3 S2'])
  expect(await find({ storeGroupIds: groups })).toEqual(['2026-11-02 P1 S1', '2026-11-09 P1 S1'])
  expect(await find({ styleIds, storeIds: [storeId('S2')], colorwayIds: [encodeId(idTypes.colorway, blue)] })).toEqual(['2026-10-26 P2 S2'])
  expect(await find({ styleIds, productIds: [products.get('P3')] })).toEqual([])
  expect(await find({ styleIds: [encodeId(idTypes.style, randomUUID())] })).toEqual([])
  expect(await find({ storeIds: [] })).toEqual([])
})

test('260 weeks after the first are the most, and the last is not before the first', async () => {
  expect(codesOf(await search({ from: '2021-11-29', to: '2026-11-24' }))).toEqual([])
  expect(codesOf(await search({ from: '2021-11-28', to: '2026-11-24' }))).toEqual(['BAD_USER_INPUT'])
  expect(codesOf(await search({ from: '2026-11-24', to: '2026-11-23' }))).toEqual(['BAD_USER_INPUT'])
})

test('days at the ends of the calendar find nothing', async () => {
  expect(await find({ from: '0000-01-01', to: '0000-01-02' })).toEqual([])
  expect(await find({ from: '9999-12-31', to: '9999-12-31' })).toEqual([])
})

test('ids that are none and more than 250 of them are refused', async () => {
  const many = Array.from({ length: 251 }, () => products.get('P1'))
  const bad = [{ productIds: ['x'] }, { productIds: many }, { styleIds: [products.get('P1')] }, { colorwayIds: ['x'] }, { storeIds: ['x'] }]
  for (const filter of bad) expect(codesOf(await search({ from: '2026-11-02', to: '2026-11-02', ...filter }))).toEqual(['BAD_USER_INPUT'])
})
