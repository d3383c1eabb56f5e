import { randomUUID } from 'node:crypto'
import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { sql } from 'kysely'
import { addWeeks } from '../src/days.ts'
import type { ForecastingWorld } from './forecasting-world.ts'

/** Monday of the last week of sales; the first week forecast is 2025-11-17. */
export const lastWeek = '2025-11-10'

export interface Sale {
  readonly productId: string
  readonly storeId: string
  /** Weeks before the last week. */
  readonly weeksBack: number
  readonly units: number
  readonly stockOutDays?: number
}

export interface Product {
  readonly productId: string
  readonly styleId: string
  readonly categoryId: string
  readonly lifecycle: string
}

export type SmallRetailer = Awaited<ReturnType<typeof seedSmallRetailer>>

/** Ids as clients send them. */
export const idOf = {
  product: (uuid: string): string => encodeId('product', uuid),
  style: (uuid: string): string => encodeId('style', uuid),
  category: (uuid: string): string => encodeId('category', uuid),
  store: (uuid: string): string => encodeId('store', uuid),
}

/**
 * A tenant with two open stores and a closed one, and a tree of women > dresses and women > coats: two dresses of one style that sell
 * in both stores, a coat that sells in one, a discontinued coat, one that was never sold, and one that has not sold for a year.
 */
export async function seedSmallRetailer(world: ForecastingWorld, tenantId: string = randomUUID()) {
  const [north, south, closed] = [randomUUID(), randomUUID(), randomUUID()]
  const [women, dresses, coats, empty] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  const dress = randomUUID()
  const product = (styleId: string, categoryId: string, lifecycle = 'ACTIVE'): Product => ({
    productId: randomUUID(),
    styleId,
    categoryId,
    lifecycle,
  })
  const dressS = product(dress, dresses)
  const dressM = product(dress, dresses)
  const coat = product(randomUUID(), coats)
  const gone = product(randomUUID(), coats, 'DISCONTINUED')
  const unsold = product(randomUUID(), coats, 'PLANNED')
  const asleep = product(randomUUID(), coats)
  const everyWeek = (productId: string, storeId: string, units: number): Sale[] =>
    Array.from({ length: 60 }, (_, weeksBack) => ({ productId, storeId, weeksBack, units: units + (weeksBack % 3) }))
  await addProducts(world, tenantId, [dressS, dressM, coat, gone, unsold, asleep])
  await addCategories(world, tenantId, [
    [women, women],
    [dresses, dresses],
    [dresses, women],
    [coats, coats],
    [coats, women],
    [empty, empty],
  ])
  await addStores(world, tenantId, [
    [north, null],
    [south, null],
    [closed, '2025-10-01'],
  ])
  await addSales(world, tenantId, [
    ...everyWeek(dressS.productId, north, 10),
    ...everyWeek(dressS.productId, south, 4).map((sale) => ({ ...sale, stockOutDays: sale.weeksBack === 5 ? 2 : 0 })),
    ...everyWeek(dressM.productId, north, 6),
    ...everyWeek(dressM.productId, closed, 2).slice(10),
    ...everyWeek(coat.productId, south, 3).slice(0, 20),
    ...everyWeek(gone.productId, south, 3),
    { productId: asleep.productId, storeId: north, weeksBack: 52, units: 9 },
  ])
  return { tenantId, north, south, closed, women, dresses, coats, empty, dress, dressS, dressM, coat, gone, unsold, asleep }
}

/** Series of the small retailer: SKU × store 3 + 1, SKU × chain 3, styles 2, categories 3, stores 2, chain 1. */
export const smallRetailerSeries = 15

export async function addProducts(world: ForecastingWorld, tenantId: string, products: readonly Product[]): Promise<void> {
  await as(
    world,
    'catalog_service',
    tenantId,
    (rows) => sql`
    insert into catalog.product select ${tenantId}, "productId", "styleId", "categoryId", lifecycle
    from jsonb_to_recordset(${rows}) as row ("productId" uuid, "styleId" uuid, "categoryId" uuid, lifecycle text)`,
    products,
  )
}

export async function addSales(world: ForecastingWorld, tenantId: string, sales: readonly Sale[]): Promise<void> {
  const weekly = sales.map((sale) => ({ stockOutDays: 0, ...sale, week: addWeeks(lastWeek, -sale.weeksBack) }))
  await as(
    world,
    'store_service',
    tenantId,
    (rows) => sql`
    insert into store.weekly_sales select ${tenantId}, week, "storeId", "productId", units, "stockOutDays"
    from jsonb_to_recordset(${rows}) as row (week date, "storeId" uuid, "productId" uuid, units int, "stockOutDays" int)`,
    weekly,
  )
}

async function addCategories(world: ForecastingWorld, tenantId: string, closure: readonly (readonly [string, string])[]): Promise<void> {
  const rows = closure.map(([category, ancestor]) => ({ category, ancestor }))
  await as(
    world,
    'catalog_service',
    tenantId,
    (json) => sql`
    insert into catalog.category_closure select ${tenantId}, category, ancestor
    from jsonb_to_recordset(${json}) as row (category uuid, ancestor uuid)`,
    rows,
  )
}

async function addStores(world: ForecastingWorld, tenantId: string, stores: readonly (readonly [string, string | null])[]): Promise<void> {
  const rows = stores.map(([store, closedOn]) => ({ store, closedOn }))
  await as(
    world,
    'store_service',
    tenantId,
    (json) => sql`
    insert into store.store select ${tenantId}, store, "closedOn"
    from jsonb_to_recordset(${json}) as row (store uuid, "closedOn" date)`,
    rows,
  )
}

type Insert = (rows: ReturnType<typeof sql>) => ReturnType<typeof sql>

async function as(world: ForecastingWorld, role: string, tenantId: string, insert: Insert, rows: readonly object[]): Promise<void> {
  const pool = await world.poolOf(role)
  const json = sql`${JSON.stringify(rows)}::jsonb`
  await withTenant({ pool, tenantId, access: 'write', statementTimeoutMs: 10_000 }, ({ db }) => insert(json).execute(db))
}
