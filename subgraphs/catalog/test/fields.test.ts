import { randomUUID } from 'node:crypto'
import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogRow, codesOf, createCatalogWorld, type CatalogWorld } from './catalog-world.ts'

const ada = randomUUID()
const bea = randomUUID()
let world: CatalogWorld

beforeAll(async () => {
  world = await createCatalogWorld()
  await world.load(ada, [
    catalogRow({
      productExternalId: 'P-L',
      gtin: '6291041500213',
      size: 'L',
      sizeRank: 2,
      lifecycle: 'MARKDOWN',
      priceMinor: 7_950,
      fullPriceMinor: 9_950,
    }),
    catalogRow({ productExternalId: 'P-M', imageUrl: 'https://img.example/lago-red.jpg' }),
    catalogRow({
      productExternalId: 'P-B',
      colorwayExternalId: 'S1-BLUE',
      colorName: 'Blue',
      lifecycle: 'DISCONTINUED',
      launchesOn: '2026-03-01',
    }),
    catalogRow({
      productExternalId: 'P-T',
      styleExternalId: 'S2',
      styleName: 'Brisa',
      colorwayExternalId: 'S2-RED',
      categoryPath: ['Women'],
      seasonName: null,
      seasonStartsOn: null,
      seasonEndsOn: null,
      launchesOn: null,
      brand: null,
      currencyCode: null,
      priceMinor: null,
      unitCostMinor: null,
      lifecycle: 'PLANNED',
      attributes: [],
    }),
  ])
  await world.load(bea, [
    catalogRow({ productExternalId: 'P-OTHER', styleExternalId: 'S9', colorwayExternalId: 'S9-RED', categoryPath: ['Men'] }),
  ])
})

afterAll(() => world[Symbol.asyncDispose]())

test('a product answers every field', async () => {
  const { data, errors } = await world.ask(
    ada,
    `{ product(externalId: "P-L") {
      externalId sku gtin title size sizeRank imageUrl lifecycle packSizeUnits
      price { amount currencyCode } fullPrice { amount currencyCode } unitCost { amount currencyCode }
      style { externalId } colorway { externalId } category { externalId }
    } }`,
  )
  expect(errors).toEqual([])
  expect(data).toEqual({
    product: {
      externalId: 'P-L',
      sku: 'SKU-P-L',
      gtin: '6291041500213',
      title: 'Lago Red L',
      size: 'L',
      sizeRank: 2,
      imageUrl: null,
      lifecycle: 'MARKDOWN',
      packSizeUnits: 6,
      price: { amount: '79.50', currencyCode: 'EUR' },
      fullPrice: { amount: '99.50', currencyCode: 'EUR' },
      unitCost: { amount: '31.25', currencyCode: 'EUR' },
      style: { externalId: 'S1' },
      colorway: { externalId: 'S1-RED' },
      category: { externalId: 'Women > Dresses' },
    },
  })
})

test('a product without money has no price', async () => {
  const { data } = await world.ask(ada, '{ product(externalId: "P-T") { gtin price { amount } fullPrice { amount } unitCost { amount } } }')
  expect(data).toEqual({ product: { gtin: null, price: null, fullPrice: null, unitCost: null } })
})

test('a style answers every field; stage, launch and picture come of its SKUs', async () => {
  const { data, errors } = await world.ask(
    ada,
    `{ style(externalId: "S1") {
      externalId name brand lifecycle launchesOn imageUrl attributes { key value }
      category { name } season { externalId name startsOn endsOn } colorways { colorName }
    } }`,
  )
  expect(errors).toEqual([])
  expect(data).toEqual({
    style: {
      externalId: 'S1',
      name: 'Lago',
      brand: 'Nordhem',
      lifecycle: 'ACTIVE',
      launchesOn: '2026-02-10',
      imageUrl: 'https://img.example/lago-red.jpg',
      attributes: [{ key: 'fabric', value: 'linen' }],
      category: { name: 'Dresses' },
      season: { externalId: 'SS26', name: 'SS26', startsOn: '2026-02-01', endsOn: '2026-07-31' },
      colorways: [{ colorName: 'Blue' }, { colorName: 'Red' }],
    },
  })
})

test('a style without season, brand and launch says null', async () => {
  const { data } = await world.ask(
    ada,
    '{ style(externalId: "S2") { brand season { name } launchesOn imageUrl attributes { key } lifecycle } }',
  )
  expect(data).toEqual({ style: { brand: null, season: null, launchesOn: null, imageUrl: null, attributes: [], lifecycle: 'PLANNED' } })
})

test('a colourway answers every field, its SKUs smallest first', async () => {
  const { data } = await world.ask(
    ada,
    '{ colorway(externalId: "S1-RED") { externalId colorName imageUrl style { name } products { size colorway { colorName } } } }',
  )
  const colorway = { colorName: 'Red' }
  expect(data).toEqual({
    colorway: {
      externalId: 'S1-RED',
      colorName: 'Red',
      imageUrl: 'https://img.example/lago-red.jpg',
      style: { name: 'Lago' },
      products: [
        { size: 'M', colorway },
        { size: 'L', colorway },
      ],
    },
  })
})

test('a category answers every field and counts the SKUs on sale in and below it', async () => {
  const fields = 'externalId name depth productCount parent { name } ancestors { name depth }'
  const { data } = await world.ask(
    ada,
    `{ below: category(externalId: "Women > Dresses") { ${fields} } top: category(externalId: "Women") { ${fields} } }`,
  )
  expect(data).toEqual({
    below: {
      externalId: 'Women > Dresses',
      name: 'Dresses',
      depth: 2,
      productCount: 2,
      parent: { name: 'Women' },
      ancestors: [{ name: 'Women', depth: 1 }],
    },
    top: { externalId: 'Women', name: 'Women', depth: 1, productCount: 2, parent: null, ancestors: [] },
  })
})

describe.each([
  ['product', 'P-L', 'P-OTHER'],
  ['style', 'S1', 'S9'],
  ['colorway', 'S1-RED', 'S9-RED'],
  ['category', 'Women', 'Men'],
])('%s', (field, mine, theirs) => {
  const typeName = `${field.slice(0, 1).toUpperCase()}${field.slice(1)}`

  async function idOf(tenantId: string, externalId: string): Promise<string> {
    const { data } = await world.ask(tenantId, `query ($externalId: ID!) { row: ${field}(externalId: $externalId) { id } }`, { externalId })
    return String(Object(data).row.id)
  }

  test('is found by its id', async () => {
    const id = await idOf(ada, mine)
    expect(id).toMatch(new RegExp(`^${field}_`))
    const { data } = await world.ask(ada, `query ($id: ID!) { row: ${field}(id: $id) { id externalId } }`, { id })
    expect(data).toEqual({ row: { id, externalId: mine } })
  })

  test('wants exactly one of id and externalId', async () => {
    const { data, errors } = await world.ask(
      ada,
      `{ none: ${field} { id } nothing: ${field}(id: null) { id } both: ${field}(id: "a", externalId: "b") { id } }`,
    )
    expect(data).toEqual({ none: null, nothing: null, both: null })
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT', 'BAD_USER_INPUT'])
  })

  test.each(['', 'nonsense', encodeId(field, randomUUID()), encodeId('tenant', randomUUID())])(
    'an unknown id %j is NOT_FOUND',
    async (id) => {
      const answer = await world.ask(ada, `query ($id: ID!) { row: ${field}(id: $id) { id } }`, { id })
      expect(answer.data).toEqual({ row: null })
      expect(codesOf(answer)).toEqual(['NOT_FOUND'])
    },
  )

  test.each(['unknown', 'a\0b'])('an unknown external id %j is NOT_FOUND', async (externalId) => {
    const answer = await world.ask(ada, `query ($externalId: ID!) { row: ${field}(externalId: $externalId) { id } }`, { externalId })
    expect(codesOf(answer)).toEqual(['NOT_FOUND'])
  })

  test("another tenant's is NOT_FOUND by id, external id and reference, with the answer of an unknown one", async () => {
    const id = await idOf(bea, theirs)
    const answer = await world.ask(
      ada,
      `query ($id: ID!, $externalId: ID!, $representations: [_Any!]!) {
        byId: ${field}(id: $id) { id } byExternalId: ${field}(externalId: $externalId) { id }
        _entities(representations: $representations) { ... on ${typeName} { externalId } }
      }`,
      { id, externalId: theirs, representations: [{ __typename: typeName, id }] },
    )
    expect(codesOf(answer)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'])
    expect(answer.errors[0]?.message).toMatch(new RegExp(`^no ${field} has the `))
  })

  test('references are resolved in one statement, in order, an unknown one to NOT_FOUND', async () => {
    const known = { __typename: typeName, id: await idOf(ada, mine) }
    const unknown = { __typename: typeName, id: encodeId(field, randomUUID()) }
    world.statements.length = 0
    const answer = await world.ask(
      ada,
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${typeName} { externalId } } }`,
      { representations: [known, unknown, known] },
    )
    expect(answer.data).toEqual({ _entities: [{ externalId: mine }, null, { externalId: mine }] })
    expect(answer.errors.map(({ path }) => path)).toEqual([['_entities', 1]])
    expect(world.statements).toHaveLength(1)
  })
})
