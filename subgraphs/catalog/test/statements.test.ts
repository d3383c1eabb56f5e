import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogRow, createCatalogWorld, type CatalogWorld } from './catalog-world.ts'

const tenant = randomUUID()
let world: CatalogWorld

// Fifty products, no two of which share style, colourway, category or season.
beforeAll(async () => {
  world = await createCatalogWorld()
  await world.load(
    tenant,
    Array.from({ length: 50 }, (_, index) =>
      catalogRow({
        productExternalId: `P${index}`,
        styleExternalId: `S${index}`,
        colorwayExternalId: `C${index}`,
        categoryPath: ['Women', `Category ${index}`],
        seasonName: `Season ${index}`,
      }),
    ),
  )
})

afterAll(() => world[Symbol.asyncDispose]())

async function countStatements(query: string): Promise<number> {
  world.statements.length = 0
  const { errors } = await world.ask(tenant, query)
  expect(errors).toEqual([])
  return world.statements.length
}

test('products with style, colourway, category and season cost 5 statements, for 5 products as for 50', async () => {
  const query = (first: number): string =>
    `{ products(first: ${first}) { nodes { title style { name season { name } } colorway { colorName } category { name } } } }`
  expect(await countStatements(query(5))).toBe(5)
  expect(await countStatements(query(50))).toBe(5)
})

test('the statements of 5 and of 50 products are the same texts, so that they are prepared once', async () => {
  const query = (first: number): string =>
    `{ products(first: ${first}) { nodes { style { colorways { products { sku } } } category { productCount ancestors { name } } } } }`
  await countStatements(query(5))
  const few = [...world.statements]
  await countStatements(query(50))
  expect(world.statements).toEqual(few)
  expect(few).toHaveLength(7)
})

test('root fields that look up different products share one statement', async () => {
  const aliases = Array.from({ length: 20 }, (_, index) => `p${index}: product(externalId: "P${index}") { title }`)
  expect(await countStatements(`{ ${aliases.join(' ')} }`)).toBe(1)
})

test('rows are counted only when totalCount is asked for', async () => {
  expect(await countStatements('{ products { nodes { sku } } }')).toBe(1)
  expect(await countStatements('{ products { totalCount nodes { sku } } }')).toBe(2)
})
