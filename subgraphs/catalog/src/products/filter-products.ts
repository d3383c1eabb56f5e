import { isGiven } from '@hemisphere/kit/is-given.ts'
import { decodeIds } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import { sql, type Kysely, type SelectQueryBuilder } from 'kysely'
import { anyText, anyUuid } from '@hemisphere/kit/any-of.ts'
import { bounded } from '@hemisphere/kit/bounded.ts'
import type { CatalogSchema } from '../database-schema.ts'
import type { ProductFilter } from '../generated/resolver-types.ts'
import { searchPatterns } from '@hemisphere/kit/search-words.ts'

/** Products for which every given part of a filter holds; an empty list holds for none. A part out of bounds is BAD_USER_INPUT. */
export function filterProducts(
  db: Kysely<CatalogSchema>,
  filter: ProductFilter,
): SelectQueryBuilder<CatalogSchema, 'catalog.product', object> {
  const { text, ids, externalIds, categoryIds, styleIds, seasonIds, lifecycles, updatedSince } = filter
  let query = db.selectFrom('catalog.product')
  if (isGiven(text)) query = query.where(matchesAll(searchPatterns(text)))
  if (isGiven(ids)) query = query.where('id', '=', anyUuid(decodeIds(idTypes.product, ids, 'filter.ids')))
  if (isGiven(externalIds)) query = query.where('external_id', '=', anyText(bounded(externalIds, 'filter.externalIds')))
  if (isGiven(styleIds)) query = query.where('style_id', '=', anyUuid(decodeIds(idTypes.style, styleIds, 'filter.styleIds')))
  if (isGiven(seasonIds)) query = query.where('season_id', '=', anyUuid(decodeIds(idTypes.season, seasonIds, 'filter.seasonIds')))
  if (isGiven(lifecycles)) query = query.where('lifecycle', '=', anyText(lifecycles))
  if (isGiven(updatedSince)) query = query.where(sql<boolean>`updated_at >= to_timestamp(${Date.parse(updatedSince) / 1000})`)
  if (isGiven(categoryIds)) {
    const within = db
      .selectFrom('catalog.category_closure')
      .select('category_id')
      .where('ancestor_id', '=', anyUuid(decodeIds(idTypes.category, categoryIds, 'filter.categoryIds')))
    query = query.where('category_id', 'in', within)
  }
  return query
}

/** The search text is case-folded when it is stored; folding the patterns in SQL too keeps both sides alike. */
function matchesAll(patterns: readonly string[]) {
  return sql<boolean>`search_text collate "C" like all (
    array(select casefold(pattern collate "pg_unicode_fast") from unnest(${patterns}::text[]) as pattern)
  )`
}
