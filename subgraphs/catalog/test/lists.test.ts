import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { catalogRow, codesOf, createCatalogWorld, type Answer, type CatalogWorld } from './catalog-world.ts'

const pageSchema = z.object({
  page: z.object({
    nodes: z.array(z.object({ externalId: z.string() })),
    pageInfo: z.object({
      hasNextPage: z.boolean(),
      hasPreviousPage: z.boolean(),
      startCursor: z.string().nullable(),
      endCursor: z.string().nullable(),
    }),
  }),
})

const ada = randomUUID()
const bea = randomUUID()
let world: CatalogWorld

const letters = ['A', 'B', 'C', 'D', 'E']
const sizes = ['S', 'M', 'L', 'XL']

// Two styles of one name and one colour name make ties in everything but the id.
const rows = letters.flatMap((style, styleIndex) =>
  sizes.map((size, sizeRank) =>
    catalogRow({
      productExternalId: `P-${style}-${size}`,
      styleExternalId: style,
      styleName: styleIndex < 2 ? 'Äpfel' : `Zeta ${style}`,
      colorwayExternalId: `${style}-RED`,
      size,
      sizeRank,
      categoryPath: styleIndex < 3 ? ['Women', 'Dresses', 'Midi'] : ['Men'],
      seasonName: styleIndex === 4 ? 'AW26' : 'SS26',
      seasonStartsOn: styleIndex === 4 ? '2026-08-01' : '2026-02-01',
      seasonEndsOn: styleIndex === 4 ? '2027-01-31' : '2026-07-31',
      lifecycle: size === 'XL' ? 'MARKDOWN' : 'ACTIVE',
    }),
  ),
)

beforeAll(async () => {
  world = await createCatalogWorld()
  await world.load(ada, rows)
  await world.load(bea, [catalogRow({ productExternalId: 'P-OTHER' })])
})

afterAll(() => world[Symbol.asyncDispose]())

interface Page {
  readonly externalIds: string[]
  readonly pageInfo: z.infer<typeof pageSchema>['page']['pageInfo']
}

function pageOf(answer: Answer): Page {
  expect(answer.errors).toEqual([])
  const { page } = pageSchema.parse(answer.data)
  return { externalIds: page.nodes.map((node) => node.externalId), pageInfo: page.pageInfo }
}

const pageFields = 'nodes { externalId } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'

async function listAll(list: string, first: number): Promise<string[]> {
  const found: string[] = []
  let after: string | null = null
  for (;;) {
    const [name, args = ''] = list.split('|')
    const page: Page = pageOf(
      await world.ask(ada, `query ($after: String) { page: ${name}(first: ${first}, after: $after ${args}) { ${pageFields} } }`, { after }),
    )
    expect(page.pageInfo.hasPreviousPage).toBe(after !== null)
    found.push(...page.externalIds)
    after = page.pageInfo.endCursor
    if (!page.pageInfo.hasNextPage) return found
  }
}

async function search(filter: object): Promise<string[]> {
  const page = pageOf(
    await world.ask(ada, `query ($filter: ProductFilter) { page: products(filter: $filter, first: 250) { ${pageFields} } }`, { filter }),
  )
  return page.externalIds
}

async function idOf(field: string, externalId: string, tenantId = ada): Promise<string> {
  const { data } = await world.ask(tenantId, `query ($externalId: ID!) { row: ${field}(externalId: $externalId) { id } }`, { externalId })
  return String(Object(data).row.id)
}

describe('paging', () => {
  test.each(['products|sort: TITLE', 'products|sort: UPDATED_AT', 'categories', 'seasons'])(
    '%s visits every row once, in one order, whatever the page size',
    async (list) => {
      const whole = await listAll(list, 250)
      expect(new Set(whole).size).toBe(whole.length)
      expect(whole).toHaveLength({ categories: 4, seasons: 2 }[list] ?? rows.length)
      for (const first of [1, 3, 7]) expect(await listAll(list, first)).toEqual(whole)
    },
  )

  test('by title comes style and colour as people sort them, then size from small to large', async () => {
    const inOrder = await listAll('products|sort: TITLE', 250)
    expect(inOrder.slice(8)).toEqual(['C', 'D', 'E'].flatMap((style) => sizes.map((size) => `P-${style}-${size}`)))
    expect(inOrder.slice(0, 8).map((externalId) => externalId.slice(4))).toEqual(['S', 'S', 'M', 'M', 'L', 'L', 'XL', 'XL'])
  })

  test('by title comes what is on sale before what is planned, and what is discontinued last', async () => {
    const tenant = randomUUID()
    const lifecycles = ['DISCONTINUED', 'PLANNED', 'MARKDOWN'] as const
    await world.load(
      tenant,
      lifecycles.map((lifecycle, sizeRank) => catalogRow({ productExternalId: lifecycle, lifecycle, sizeRank, size: String(sizeRank) })),
    )
    const list = (after: string | null) =>
      world.ask(tenant, `query ($after: String) { page: products(first: 1, after: $after) { ${pageFields} } }`, { after })
    const seen: unknown[] = []
    for (let after: string | null = null; seen.length < 3;) {
      const { externalIds, pageInfo } = pageOf(await list(after))
      seen.push(...externalIds)
      after = pageInfo.endCursor
    }
    expect(seen).toEqual(['MARKDOWN', 'PLANNED', 'DISCONTINUED'])
  })

  test('by change comes the earliest change first', async () => {
    const tenant = randomUUID()
    const [first, second] = [catalogRow({ productExternalId: 'P-1' }), catalogRow({ productExternalId: 'P-2', size: 'A' })]
    await world.load(tenant, [first])
    await world.load(tenant, [second])
    const list = () => world.ask(tenant, `{ page: products(sort: UPDATED_AT) { ${pageFields} } }`)
    expect(pageOf(await list()).externalIds).toEqual(['P-1', 'P-2'])
    await world.load(tenant, [{ ...first, size: 'B' }])
    expect(pageOf(await list()).externalIds).toEqual(['P-2', 'P-1'])
  })

  test('categories come level by level, parents before children', async () => {
    expect(await listAll('categories', 2)).toEqual(['Men', 'Women', 'Women > Dresses', 'Women > Dresses > Midi'])
  })

  test('seasons come newest first', async () => {
    expect(await listAll('seasons', 1)).toEqual(['AW26', 'SS26'])
  })

  test('an empty page has no cursors', async () => {
    const page = pageOf(await world.ask(ada, `{ page: products(filter: { ids: [] }) { ${pageFields} } }`))
    expect(page).toEqual({
      externalIds: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    })
  })

  test('edges carry the nodes with their cursors', async () => {
    const { data } = await world.ask(
      ada,
      '{ products(first: 1) { edges { cursor node { id } } nodes { id } pageInfo { startCursor endCursor } } }',
    )
    const { edges, nodes, pageInfo } = Object(data).products
    expect(edges).toEqual([{ cursor: pageInfo.endCursor, node: nodes[0] }])
    expect(pageInfo.startCursor).toBe(pageInfo.endCursor)
  })

  test('totalCount counts all that match, on any page', async () => {
    const cursor = (await world.ask(ada, '{ products(first: 3) { pageInfo { endCursor } } }')).data
    const { data } = await world.ask(
      ada,
      `query ($after: String) {
        products(first: 1, after: $after) { totalCount }
        markdown: products(filter: { lifecycles: [MARKDOWN] }) { totalCount }
        categories { totalCount } seasons { totalCount }
      }`,
      { after: Object(cursor).products.pageInfo.endCursor },
    )
    expect(data).toEqual({
      products: { totalCount: 20 },
      markdown: { totalCount: 5 },
      categories: { totalCount: 4 },
      seasons: { totalCount: 2 },
    })
  })

  test('totalCount stops at 10,001', async () => {
    const tenant = randomUUID()
    await world.load(
      tenant,
      Array.from({ length: 10_002 }, (_, index) => catalogRow({ productExternalId: `P-${index}` })),
    )
    expect((await world.ask(tenant, '{ products(first: 1) { totalCount } }')).data).toEqual({ products: { totalCount: 10_001 } })
  })

  test.each(['products', 'categories', 'seasons'])('%s refuses first 0 and 251', async (list) => {
    for (const first of [0, 251, -1]) {
      const answer = await world.ask(ada, `{ ${list}(first: ${first}) { totalCount } }`)
      expect(codesOf(answer)).toEqual(['BAD_USER_INPUT'])
      expect(answer.data).toEqual({ [list]: null })
    }
  })

  test('a cursor of another tenant, order or list is BAD_USER_INPUT, and so is a changed one', async () => {
    const cursorOf = async (tenantId: string, list: string): Promise<string> => {
      const { data } = await world.ask(tenantId, `{ list: ${list} { pageInfo { endCursor } } }`)
      return String(Object(data).list.pageInfo.endCursor)
    }
    const own = await cursorOf(ada, 'products(first: 1)')
    const strangers = [
      await cursorOf(bea, 'products(first: 1)'),
      await cursorOf(ada, 'products(first: 1, sort: UPDATED_AT)'),
      await cursorOf(ada, 'categories(first: 1)'),
      `${own.slice(0, -1)}${own.endsWith('A') ? 'B' : 'A'}`,
      `A${own}`,
      '',
      'nonsense',
    ]
    for (const after of strangers) {
      const answer = await world.ask(ada, 'query ($after: String) { products(first: 1, after: $after) { totalCount } }', { after })
      expect([after, ...codesOf(answer)]).toEqual([after, 'BAD_USER_INPUT'])
    }
  })
})

describe('the filter of products', () => {
  test('finds all of the words in title, SKU, barcode or external id, whatever their case', async () => {
    const tenant = randomUUID()
    await world.load(tenant, [
      catalogRow({ productExternalId: 'ext-7', sku: '100%-a_b', gtin: '6291041500213', styleName: 'Straße Ñandú', size: 'XS' }),
      catalogRow({ productExternalId: 'ext-8', sku: '1000-acb', gtin: null, styleName: 'Straße Ñandú', size: 'S' }),
    ])
    const find = async (text: string): Promise<string[]> => {
      const answer = await world.ask(tenant, `query ($text: String) { page: products(filter: { text: $text }) { ${pageFields} } }`, {
        text,
      })
      return pageOf(answer).externalIds
    }
    expect(await find('ñANDÚ xs')).toEqual(['ext-7'])
    expect(await find('STRASSE red')).toEqual(['ext-7', 'ext-8'])
    expect(await find('629104150021')).toEqual(['ext-7'])
    expect(await find('EXT-8')).toEqual(['ext-8'])
    expect(await find('100%')).toEqual(['ext-7'])
    expect(await find('a_b')).toEqual(['ext-7'])
    expect(await find(String.raw`\x`)).toEqual([])
    expect(await find('red blue')).toEqual([])
  })

  test('refuses a text of fewer than 2 or more than 80 characters', async () => {
    for (const text of ['', ' a ', 'a'.repeat(81), 'a\0b']) {
      const answer = await world.ask(ada, 'query ($text: String) { products(filter: { text: $text }) { totalCount } }', { text })
      expect(codesOf(answer)).toEqual(['BAD_USER_INPUT'])
    }
  })

  test('by ids and external ids gives those of the tenant alone', async () => {
    const ids = [await idOf('product', 'P-A-S'), await idOf('product', 'P-OTHER', bea)]
    expect(await search({ ids })).toEqual(['P-A-S'])
    expect(await search({ externalIds: ['P-B-M', 'P-OTHER', 'unknown', 'a\0b'] })).toEqual(['P-B-M'])
  })

  test('by category takes those below it too', async () => {
    const [women, midi, men] = [
      await idOf('category', 'Women'),
      await idOf('category', 'Women > Dresses > Midi'),
      await idOf('category', 'Men'),
    ]
    expect(await search({ categoryIds: [women] })).toHaveLength(12)
    expect(await search({ categoryIds: [midi, women] })).toHaveLength(12)
    expect(await search({ categoryIds: [midi, men] })).toHaveLength(20)
  })

  test('by style, season and stage takes any of the values, and all parts must hold', async () => {
    const styleIds = [await idOf('style', 'D'), await idOf('style', 'E')]
    const { data } = await world.ask(ada, '{ seasons { nodes { id } } }')
    const [newest] = Object(data).seasons.nodes
    expect(await search({ styleIds })).toHaveLength(8)
    expect(await search({ seasonIds: [newest.id] })).toEqual(sizes.map((size) => `P-E-${size}`))
    expect(await search({ styleIds, lifecycles: ['MARKDOWN', 'NEW'] })).toEqual(['P-D-XL', 'P-E-XL'])
    expect(await search({ styleIds, seasonIds: [newest.id], lifecycles: ['MARKDOWN'], text: 'zeta' })).toEqual(['P-E-XL'])
  })

  test('by change takes what changed at or after the instant', async () => {
    const tenant = randomUUID()
    await world.load(tenant, [catalogRow({ productExternalId: 'P-1' })])
    await world.load(tenant, [catalogRow({ productExternalId: 'P-2', size: 'A' })])
    const { rows: changes } = await world.pool.query<{ at: string }>(
      `select at from (select set_config('hemisphere.tenant', $1, true)) tenant,
       lateral (select updated_at as at from catalog.product where external_id = 'P-2' and tenant.set_config is not null) change`,
      [tenant],
    )
    const [change] = changes
    const since = async (updatedSince: string): Promise<string[]> => {
      const answer = await world.ask(
        tenant,
        `query ($updatedSince: DateTime) { page: products(filter: { updatedSince: $updatedSince }) { ${pageFields} } }`,
        {
          updatedSince,
        },
      )
      return pageOf(answer).externalIds
    }
    expect(await since(String(change?.at))).toEqual(['P-2'])
    expect(await since('0000-01-01T00:00:00Z')).toEqual(['P-1', 'P-2'])
    expect(await since('9999-12-31T23:59:59-14:00')).toEqual([])
  })

  test('refuses an id that is none, and more than 250 values', async () => {
    const many = Array.from({ length: 251 }, () => 'P-A-S')
    const style = await idOf('style', 'A')
    const bad = [{ ids: ['nonsense'] }, { ids: [style] }, { categoryIds: [style] }, { seasonIds: ['x'] }, { externalIds: many }]
    for (const filter of [...bad, { styleIds: many.map(() => style) }]) {
      const answer = await world.ask(ada, 'query ($filter: ProductFilter) { products(filter: $filter) { totalCount } }', { filter })
      expect(codesOf(answer)).toEqual(['BAD_USER_INPUT'])
    }
  })
})

test('the filter of categories takes children and external ids', async () => {
  const ask = async (filter: object): Promise<string[]> =>
    pageOf(await world.ask(ada, `query ($filter: CategoryFilter) { page: categories(filter: $filter) { ${pageFields} } }`, { filter }))
      .externalIds
  expect(await ask({ parentId: await idOf('category', 'Women') })).toEqual(['Women > Dresses'])
  expect(await ask({ externalIds: ['Men', 'Women', 'unknown'] })).toEqual(['Men', 'Women'])
  expect(await ask({ parentId: await idOf('category', 'Women'), externalIds: ['Men'] })).toEqual([])
  const answer = await world.ask(ada, '{ categories(filter: { parentId: "x" }) { totalCount } }')
  expect(codesOf(answer)).toEqual(['BAD_USER_INPUT'])
})
