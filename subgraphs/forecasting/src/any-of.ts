import { sql, type RawBuilder } from 'kysely'

/** `any($1::uuid[])`: a list of any length in one parameter, so that the statement's text stays the same. */
export function anyUuid(ids: readonly string[]): RawBuilder<string> {
  return sql<string>`any(${ids}::uuid[])`
}
