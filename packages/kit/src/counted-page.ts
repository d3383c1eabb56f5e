import { sql, type Kysely, type SelectQueryBuilder } from 'kysely'
import { totalCountLimit, type Page } from './page.ts'

/** A page of a list, whose rows are counted only when a client asks. */
export interface CountedPage<Node> extends Page<Node> {
  readonly countRows: () => Promise<number>
}

/** Resolvers of a connection; edges, nodes and pageInfo are there already. */
export const connectionResolvers = {
  totalCount: (page: { readonly countRows: () => Promise<number> }): Promise<number> => page.countRows(),
}

/** Number of rows of a query, counted up to 10,001. */
export async function countUpToLimit<Schema, Table extends keyof Schema>(
  db: Kysely<Schema>,
  query: SelectQueryBuilder<Schema, Table, object>,
): Promise<number> {
  const limited = query.select(sql<number>`1`.as('one')).limit(totalCountLimit + 1)
  const { rows } = await sql<{ count: number }>`select count(*) as count from (${limited}) as counted`.execute(db)
  return rows[0]?.count ?? 0
}
