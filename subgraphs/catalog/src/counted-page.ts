import { totalCountLimit, type Page } from '@hemisphere/kit/page.ts'
import { sql, type Kysely, type SelectQueryBuilder } from 'kysely'
import type { CatalogSchema } from './database-schema.ts'

/** A page of a list, whose rows are counted only when a client asks. */
export interface CountedPage<Node> extends Page<Node> {
  readonly countRows: () => Promise<number>
}

/** Resolvers of a connection; edges, nodes and pageInfo are there already. */
export const connectionResolvers = {
  totalCount: (page: { readonly countRows: () => Promise<number> }): Promise<number> => page.countRows(),
}

/** Number of rows of a query, counted up to 10,001. */
export async function countUpToLimit<Table extends keyof CatalogSchema>(
  db: Kysely<CatalogSchema>,
  query: SelectQueryBuilder<CatalogSchema, Table, object>,
): Promise<number> {
  const rows = query.select(sql<number>`1`.as('one')).limit(totalCountLimit + 1)
  const { count } = await db
    .selectFrom(rows.as('counted'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
