import { sql, type RawBuilder } from 'kysely'

/**
 * Sum of the value at full price over rows of sales named by `rows`: null when it isn't known for every row that moved units,
 * since a sum of some of them would look like a discount.
 */
export function fullMinorSum(rows: RawBuilder<unknown>): RawBuilder<number | null> {
  return sql<number | null>`
    case when bool_and(${rows}.full_minor is not null or (${rows}.sold_units = 0 and ${rows}.returned_units = 0))
      then sum(${rows}.full_minor) end`
}
