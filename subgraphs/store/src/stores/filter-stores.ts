import { decodeIds } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import { sql, type Kysely, type SelectQueryBuilder } from 'kysely'
import { anyText, anyUuid } from '@hemisphere/kit/any-of.ts'
import { bounded } from '@hemisphere/kit/bounded.ts'
import type { StoreSchema } from '../database-schema.ts'
import type { StoreFilter } from '../generated/resolver-types.ts'
import { isGiven } from '@hemisphere/kit/is-given.ts'
import { searchPatterns } from '@hemisphere/kit/search-words.ts'
import { selectMembers } from './store-group-queries.ts'

/** Stores for which every given part of a filter holds; an empty list holds for none. A part out of bounds is BAD_USER_INPUT. */
export function filterStores(
  db: Kysely<StoreSchema>,
  { text, ids, externalIds, groupIds, kinds }: StoreFilter,
): SelectQueryBuilder<StoreSchema, 'store.store', object> {
  let query = db.selectFrom('store.store')
  if (isGiven(text)) query = query.where(matchesAll(searchPatterns(text)))
  if (isGiven(ids)) query = query.where('id', '=', anyUuid(decodeIds(idTypes.store, ids, 'filter.ids')))
  if (isGiven(externalIds)) query = query.where('external_id', '=', anyText(bounded(externalIds, 'filter.externalIds')))
  if (isGiven(groupIds)) query = query.where('id', 'in', selectMembers(db, decodeIds(idTypes.storeGroup, groupIds, 'filter.groupIds')))
  if (isGiven(kinds)) query = query.where('kind', '=', anyText(bounded(kinds, 'filter.kinds')))
  return query
}

/** The search text is case-folded when it is stored; folding the patterns in SQL too keeps both sides alike. */
function matchesAll(patterns: readonly string[]) {
  return sql<boolean>`search_text collate "C" like all (
    array(select casefold(pattern collate "pg_unicode_fast") from unnest(${patterns}::text[]) as pattern)
  )`
}
