import { sql, type RawBuilder } from 'kysely'

/** `any($1::uuid[])`: a list of any length in one parameter, so that the statement's text stays the same. */
export function anyUuid(ids: readonly string[]): RawBuilder<string> {
  return sql<string>`any(${ids}::uuid[])`
}

/** `any($1::text[])`. Texts with a NUL are left out: PostgreSQL refuses them, so no row can have one. */
export function anyText<Text extends string>(texts: readonly Text[]): RawBuilder<Text> {
  return sql<Text>`any(${texts.filter((text) => !text.includes('\0'))}::text[])`
}
