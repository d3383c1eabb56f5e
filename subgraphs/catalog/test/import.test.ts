import { randomUUID } from 'node:crypto'
import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CatalogRow } from '../src/import/catalog-row.ts'
import { importCatalog } from '../src/import/import-catalog.ts'
import type { Reject } from '@hemisphere/kit/bulk-import.ts'
import { catalogRow, createCatalogWorld, type CatalogWorld } from './catalog-world.ts'

let world: CatalogWorld
let tenant: string

beforeAll(async () => {
  world = await createCatalogWorld()
})

beforeEach(() => {
  tenant = randomUUID()
})

afterAll(() => world[Symbol.asyncDispose]())

const tables = ['season', 'category', 'category_closure', 'style', 'colorway', 'product']

/** All that is stored for the tenant, down to the instants and to PostgreSQL's own row versions. */
async function readAll(): Promise<unknown[]> {
  return withTenant({ pool: world.pool, tenantId: tenant, access: 'read', statementTimeoutMs: 5_000 }, async ({ db }) => {
    const found: unknown[] = []
    for (const table of tables) {
      const { rows } = await sql`select xmin::text, ctid::text, * from ${sql.table(`catalog.${table}`)} order by ctid`.execute(db)
      found.push(...rows)
    }
    return found
  })
}

async function read(query: string): Promise<unknown> {
  const { data, errors } = await world.ask(tenant, query)
  expect(errors).toEqual([])
  return data
}

/** Two colours of one style in two sizes, and a second style. */
const range: readonly CatalogRow[] = [
  catalogRow({ productExternalId: 'P-1', size: 'S', sizeRank: 0 }),
  catalogRow({ productExternalId: 'P-2', size: 'M', sizeRank: 1, gtin: '6291041500213' }),
  catalogRow({ productExternalId: 'P-3', colorwayExternalId: 'S1-BLUE', colorName: 'Blue', lifecycle: 'NEW' }),
  catalogRow({ productExternalId: 'P-4', styleExternalId: 'S2', styleName: 'Brisa', colorwayExternalId: 'S2-RED', categoryPath: ['Men'] }),
]

describe('what is stored', () => {
  test('rows make their categories, seasons, styles and colourways, and are counted', async () => {
    expect(await world.load(tenant, range)).toEqual({ storedCount: 4, rejects: [] })
    expect(await read('{ products { nodes { title } } categories { nodes { externalId depth } } seasons { nodes { name } } }')).toEqual({
      products: { nodes: ['Brisa Red M', 'Lago Blue M', 'Lago Red S', 'Lago Red M'].map((title) => ({ title })) },
      categories: {
        nodes: [
          { externalId: 'Men', depth: 1 },
          { externalId: 'Women', depth: 1 },
          { externalId: 'Women > Dresses', depth: 2 },
        ],
      },
      seasons: { nodes: [{ name: 'SS26' }] },
    })
  })

  test('repeating an import changes nothing, no instant and no row version', async () => {
    await world.load(tenant, range)
    const before = await readAll()
    expect(await world.load(tenant, range)).toEqual({ storedCount: 4, rejects: [] })
    expect(await readAll()).toEqual(before)
  })

  test('a changed row changes itself alone', async () => {
    await world.load(tenant, range)
    const before = await readAll()
    await world.load(tenant, [{ ...catalogRow({ productExternalId: 'P-1', size: 'S', sizeRank: 0 }), priceMinor: 1 }])
    const after = await readAll()
    const changed = after.filter((row) => !before.some((old) => JSON.stringify(old) === JSON.stringify(row)))
    expect(changed).toEqual([expect.objectContaining({ external_id: 'P-1', price_minor: 1 })])
  })

  test('products that a file does not name stay, and follow a change of their style', async () => {
    await world.load(tenant, range)
    const moved = {
      styleName: 'Riva',
      categoryPath: ['Women', 'Dresses', 'Midi'],
      seasonName: null,
      seasonStartsOn: null,
      seasonEndsOn: null,
    }
    await world.load(tenant, [catalogRow({ productExternalId: 'P-1', size: 'S', sizeRank: 0, ...moved })])
    expect(
      await read('{ products(filter: { text: "riva" }) { nodes { externalId category { name } style { season { name } } } } }'),
    ).toEqual({
      products: {
        nodes: ['P-3', 'P-1', 'P-2'].map((externalId) => ({ externalId, category: { name: 'Midi' }, style: { season: null } })),
      },
    })
  })

  test('where rows of a file differ about a style, the last one holds', async () => {
    const [first, ...others] = range.slice(0, 3)
    if (first === undefined) throw new Error('the range is empty')
    await world.load(tenant, [...others, { ...first, styleName: 'Final', brand: null, attributes: [] }])
    expect(await read('{ style(externalId: "S1") { name brand attributes { key } } products { nodes { title } } }')).toEqual({
      style: { name: 'Final', brand: null, attributes: [] },
      products: { nodes: ['Final Blue M', 'Final Red S', 'Final Red M'].map((title) => ({ title })) },
    })
  })

  test('a style is in the liveliest stage of its SKUs and launches with the first of them, whichever file they came with', async () => {
    const ask = () => read('{ style(externalId: "S1") { lifecycle launchesOn } }')
    await world.load(tenant, [catalogRow({ productExternalId: 'P-1', lifecycle: 'DISCONTINUED', launchesOn: '2025-01-01' })])
    expect(await ask()).toEqual({ style: { lifecycle: 'DISCONTINUED', launchesOn: '2025-01-01' } })
    await world.load(tenant, [catalogRow({ productExternalId: 'P-2', lifecycle: 'MARKDOWN', launchesOn: '2024-01-01' })])
    expect(await ask()).toEqual({ style: { lifecycle: 'MARKDOWN', launchesOn: '2024-01-01' } })
    await world.load(tenant, [catalogRow({ productExternalId: 'P-2', lifecycle: 'PLANNED', launchesOn: null })])
    expect(await ask()).toEqual({ style: { lifecycle: 'PLANNED', launchesOn: '2025-01-01' } })
  })

  test('a full price that equals the price is no full price', async () => {
    await world.load(tenant, [catalogRow({ productExternalId: 'P-1', priceMinor: 100, fullPriceMinor: 100 })])
    expect(await read('{ product(externalId: "P-1") { price { amount } fullPrice { amount } } }')).toEqual({
      product: { price: { amount: '1.00' }, fullPrice: null },
    })
  })

  test('a known season needs no days and keeps its own; given days change it', async () => {
    await world.load(tenant, range)
    const without = { seasonStartsOn: null, seasonEndsOn: null }
    expect(await world.load(tenant, [catalogRow({ productExternalId: 'P-9', ...without })])).toEqual({ storedCount: 1, rejects: [] })
    expect(await read('{ seasons { nodes { startsOn endsOn } } }')).toEqual({
      seasons: { nodes: [{ startsOn: '2026-02-01', endsOn: '2026-07-31' }] },
    })
    await world.load(tenant, [catalogRow({ productExternalId: 'P-9', seasonStartsOn: '2026-01-15' })])
    expect(await read('{ seasons { nodes { startsOn endsOn } } }')).toEqual({
      seasons: { nodes: [{ startsOn: '2026-01-15', endsOn: '2026-07-31' }] },
    })
  })

  test('two products can swap SKU and barcode in one file', async () => {
    const [one, other] = [
      catalogRow({ productExternalId: 'P-1', sku: 'A', gtin: '6291041500213' }),
      catalogRow({ productExternalId: 'P-2', sku: 'B' }),
    ]
    await world.load(tenant, [one, other])
    const swapped = [
      { ...one, sku: 'B', gtin: null },
      { ...other, sku: 'A', gtin: '6291041500213' },
    ]
    expect(await world.load(tenant, swapped)).toEqual({ storedCount: 2, rejects: [] })
    expect(await read('{ product(externalId: "P-2") { sku gtin } }')).toEqual({ product: { sku: 'A', gtin: '6291041500213' } })
  })

  test('two tenants can have the same ids, SKUs and barcodes', async () => {
    await world.load(tenant, range)
    expect(await world.load(randomUUID(), range)).toEqual({ storedCount: 4, rejects: [] })
  })

  test('no rows change nothing', async () => {
    expect(await world.load(tenant, [])).toEqual({ storedCount: 0, rejects: [] })
  })

  test('two imports of one tenant at once give the same as one', async () => {
    const results = await Promise.all([world.load(tenant, range), world.load(tenant, range)])
    expect(results.map(({ storedCount }) => storedCount)).toEqual([4, 4])
    expect(await read('{ products { totalCount } categories { totalCount } }')).toEqual({
      products: { totalCount: 4 },
      categories: { totalCount: 3 },
    })
  })
})

describe('what is rejected', () => {
  /** Rejects of a file of a good row, then the given ones, then another good row: the good ones must be stored. */
  async function rejectsOf(...rows: readonly CatalogRow[]): Promise<readonly Reject[]> {
    const good = (productExternalId: string): CatalogRow =>
      catalogRow({ productExternalId, styleExternalId: 'G', colorwayExternalId: 'G-1' })
    const { storedCount, rejects } = await world.load(tenant, [good('GOOD-1'), ...rows, good('GOOD-2')])
    expect(storedCount + rejects.length).toBe(rows.length + 2)
    expect(await read('{ products(filter: { externalIds: ["GOOD-1", "GOOD-2"] }) { totalCount } }')).toEqual({
      products: { totalCount: 2 },
    })
    return rejects
  }

  const faults: readonly (readonly [Partial<CatalogRow>, string])[] = [
    [{ sku: '' }, 'sku got "", wanted a text'],
    [{ sku: ' A' }, 'sku got " A", wanted it without space around it'],
    [{ size: 'a\0b' }, 'size got "a\\u0000b", wanted a text on one line without control characters'],
    [{ size: 'x'.repeat(41) }, `size got "${'x'.repeat(41)}", wanted at most 40 characters, not 41`],
    [{ styleName: 'a\nb' }, 'styleName got "a\\nb", wanted a text on one line without control characters'],
    [{ gtin: '6291041500214' }, 'gtin got "6291041500214", wanted 8, 12, 13 or 14 digits of which the last is the check digit'],
    [{ categoryPath: [] }, 'categoryPath got 0 names, wanted 1 to 8'],
    [{ categoryPath: ['Women', ''] }, 'categoryPath got "", wanted a text'],
    [{ categoryPath: ['A > B'] }, 'categoryPath got "A > B", wanted names without ">"'],
    [
      { seasonName: 'AW30', seasonStartsOn: null, seasonEndsOn: null },
      'seasonName got "AW30", which is not known yet, wanted seasonStartsOn and seasonEndsOn with it',
    ],
    [{ seasonEndsOn: null }, 'seasonStartsOn and seasonEndsOn got one day, wanted both or neither'],
    [{ seasonName: null }, 'seasonName got nothing beside its days, wanted the name of the season'],
    [{ seasonEndsOn: '2026-01-31' }, 'seasonEndsOn got 2026-01-31, wanted a day from 2026-02-01 on'],
    [{ launchesOn: '2026-02-30' }, 'launchesOn got "2026-02-30", wanted a day such as 2026-11-24'],
    [{ sizeRank: -1 }, 'sizeRank got -1, wanted a whole number from 0 to 1000'],
    [{ packSizeUnits: 0 }, 'packSizeUnits got 0, wanted a whole number from 1 to 1000000'],
    [{ priceMinor: -1 }, 'priceMinor got -1, wanted a whole number from 0 to 1000000000000'],
    [{ unitCostMinor: 0.5 }, 'unitCostMinor got 0.5, wanted a whole number from 0 to 1000000000000'],
    [{ priceMinor: Number.NaN }, 'priceMinor got NaN, wanted a whole number from 0 to 1000000000000'],
    [{ fullPriceMinor: 9_949 }, 'fullPriceMinor got 9949, wanted at least priceMinor, 9950'],
    [{ priceMinor: null, fullPriceMinor: 1 }, 'fullPriceMinor got 1 without a priceMinor, wanted both'],
    [{ currencyCode: 'EUX' }, 'currencyCode got "EUX", wanted a currency such as EUR'],
    [{ currencyCode: null }, 'currencyCode got nothing beside a sum of money, wanted a currency such as EUR'],
    [{ imageUrl: 'javascript:alert(1)' }, 'imageUrl got "javascript:alert(1)", wanted an http or https address'],
    [
      {
        attributes: [
          { key: 'fit', value: 'slim' },
          { key: 'fit', value: 'wide' },
        ],
      },
      'attributes got "fit" twice, wanted each key once',
    ],
  ]

  test.each(faults)('%j', async (fault, reason) => {
    expect(await rejectsOf(catalogRow({ productExternalId: 'BAD', ...fault }))).toEqual([{ row: 2, reason }])
    expect(await read('{ products(filter: { externalIds: ["BAD"] }) { totalCount } }')).toEqual({ products: { totalCount: 0 } })
  })

  test('a product, SKU or barcode that an earlier row has', async () => {
    const gtin = '6291041500213'
    const rejects = await rejectsOf(
      catalogRow({ productExternalId: 'P-1', gtin }),
      catalogRow({ productExternalId: 'P-1', sku: 'OTHER' }),
      catalogRow({ productExternalId: 'P-2', sku: 'SKU-P-1' }),
      catalogRow({ productExternalId: 'P-3', gtin }),
    )
    expect(rejects).toEqual([
      { row: 3, reason: 'productExternalId got "P-1" again, wanted it once: row 2 has it' },
      { row: 4, reason: 'sku got "SKU-P-1" again, wanted it once: row 2 has it' },
      { row: 5, reason: `gtin got "${gtin}" again, wanted it once: row 2 has it` },
    ])
  })

  test('a SKU or barcode that a stored product keeps', async () => {
    await world.load(tenant, range)
    expect(
      await rejectsOf(
        catalogRow({ productExternalId: 'NEW-1', sku: 'SKU-P-1' }),
        catalogRow({ productExternalId: 'NEW-2', gtin: '6291041500213' }),
      ),
    ).toEqual([
      { row: 2, reason: 'sku got "SKU-P-1", which product "P-1" has, wanted one of its own' },
      { row: 3, reason: 'gtin got "6291041500213", which product "P-2" has, wanted one of its own' },
    ])
  })

  test('a SKU whose holder would have given it up, had its own row not been rejected', async () => {
    await world.load(tenant, range)
    const rejects = await rejectsOf(
      catalogRow({ productExternalId: 'P-1', sku: 'SKU-P-2' }),
      catalogRow({ productExternalId: 'P-2', sku: 'SKU-P-3' }),
      catalogRow({ productExternalId: 'NEW', sku: 'SKU-P-1' }),
    )
    expect(rejects.map(({ row }) => row)).toEqual([2, 3, 4])
    expect(await read('{ product(externalId: "P-1") { sku } }')).toEqual({ product: { sku: 'SKU-P-1' } })
  })

  test('a colourway under a second style, of the same file or stored', async () => {
    const second = { styleExternalId: 'S2', styleName: 'Brisa' }
    expect(
      await rejectsOf(
        catalogRow({ productExternalId: 'P-1', colorwayExternalId: 'BLK' }),
        catalogRow({ productExternalId: 'P-2', colorwayExternalId: 'BLK', ...second }),
      ),
    ).toEqual([{ row: 3, reason: 'colorwayExternalId got "BLK" under style "S2", wanted it under style "S1", whose colour it is' }])
    expect(await rejectsOf(catalogRow({ productExternalId: 'P-3', colorwayExternalId: 'BLK', ...second }))).toEqual([
      { row: 2, reason: 'colorwayExternalId got "BLK" under style "S2", wanted it under style "S1", whose colour it is' },
    ])
  })

  test('row numbers are those of the file, whatever their order', async () => {
    const rows = [7, 3, 12].map((row) => ({ ...catalogRow({ productExternalId: 'P-1' }), row }))
    const { rejects } = await importCatalog({ pool: world.pool, tenantId: tenant }, rows)
    expect(rejects.map(({ row }) => row)).toEqual([3, 12])
    expect(rejects[0]?.reason).toMatch(/row 7 has it$/)
  })
})

describe('a failure', () => {
  test('of the source leaves nothing behind', async () => {
    async function* broken() {
      for (const row of range) yield { ...row, row: 1 }
      throw new Error('the file ends in the middle')
    }
    await expect(importCatalog({ pool: world.pool, tenantId: tenant }, broken())).rejects.toThrow('the file ends in the middle')
    expect(await readAll()).toEqual([])
  })

  test('of the last statement leaves nothing behind', async () => {
    await world.load(tenant, range)
    const before = await readAll()
    const owner = await world.poolOf('catalog_owner')
    await owner.query(`create function catalog.refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$`)
    await owner.query('create trigger refuse before update on catalog.style for each row execute function catalog.refuse()')
    try {
      const changed = [catalogRow({ productExternalId: 'P-9', lifecycle: 'ACTIVE', launchesOn: '2020-01-01' })]
      await expect(world.load(tenant, changed)).rejects.toThrow('refused')
    } finally {
      await owner.query('drop function catalog.refuse() cascade')
    }
    expect(await readAll()).toEqual(before)
  })
})

test('progress is told on the way and at the end', async () => {
  const counts: number[] = []
  const rows = Array.from({ length: 2_500 }, (_, index) => ({ ...catalogRow({ productExternalId: `P-${index}` }), row: index + 1 }))
  const { storedCount } = await importCatalog({ pool: world.pool, tenantId: tenant }, rows, (count) => counts.push(count))
  expect(storedCount).toBe(2_500)
  expect(counts).toEqual([1_000, 2_000, 2_500])
})
