import type { Kysely, Selectable } from 'kysely'
import { anyText, anyUuid } from '@hemisphere/kit/any-of.ts'
import type { CatalogSchema, Lifecycle } from '../database-schema.ts'

export const categoryColumns = ['id', 'external_id', 'name', 'parent_id', 'depth'] as const

export type CategoryRow = Pick<Selectable<CatalogSchema['catalog.category']>, (typeof categoryColumns)[number]>

export function findCategories(db: Kysely<CatalogSchema>, ids: readonly string[]): Promise<CategoryRow[]> {
  return db.selectFrom('catalog.category').select(categoryColumns).where('id', '=', anyUuid(ids)).execute()
}

export function findCategoriesByExternalId(db: Kysely<CatalogSchema>, externalIds: readonly string[]): Promise<CategoryRow[]> {
  return db.selectFrom('catalog.category').select(categoryColumns).where('external_id', '=', anyText(externalIds)).execute()
}

export interface AncestorRow extends CategoryRow {
  /** The category whose ancestor the row is. */
  readonly category_id: string
}

/** Ancestors of several categories, from the top down, without themselves. */
export function listAncestors(db: Kysely<CatalogSchema>, categoryIds: readonly string[]): Promise<AncestorRow[]> {
  return db
    .selectFrom('catalog.category_closure as closure')
    .innerJoin('catalog.category as ancestor', 'ancestor.id', 'closure.ancestor_id')
    .select(['closure.category_id', 'ancestor.id', 'ancestor.external_id', 'ancestor.name', 'ancestor.parent_id', 'ancestor.depth'])
    .where('closure.category_id', '=', anyUuid(categoryIds))
    .whereRef('closure.ancestor_id', '<>', 'closure.category_id')
    .orderBy('ancestor.depth')
    .execute()
}

const onSale: readonly Lifecycle[] = ['NEW', 'ACTIVE', 'MARKDOWN']

export interface ProductCountRow {
  readonly category_id: string
  readonly product_count: number
}

/** Number of SKUs on sale in or below each of several categories; one without any is left out. */
export function countProductsOnSale(db: Kysely<CatalogSchema>, categoryIds: readonly string[]): Promise<ProductCountRow[]> {
  return db
    .selectFrom('catalog.category_closure as closure')
    .innerJoin('catalog.product as product', 'product.category_id', 'closure.category_id')
    .select((eb) => ['closure.ancestor_id as category_id', eb.fn.countAll<number>().as('product_count')])
    .where('closure.ancestor_id', '=', anyUuid(categoryIds))
    .where('product.lifecycle', '=', anyText(onSale))
    .groupBy('closure.ancestor_id')
    .execute()
}
