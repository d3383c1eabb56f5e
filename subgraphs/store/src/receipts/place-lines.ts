import type { SalesLineInput } from '../generated/resolver-types.ts'
import { unknownReference } from '../import/unknown-reference.ts'
import { findLineFault } from './check-line.ts'
import { readLine } from './read-line.ts'
import type { LineFault, Refusal } from './refusal.ts'
import type { SalesLine, TradingStore } from './sales-line.ts'

/** A line of the input, by its index there. */
export interface InputRow {
  readonly row: number
  readonly input: SalesLineInput
}

export interface PlacedRow {
  readonly row: number
  readonly line: SalesLine
  readonly store: TradingStore
}

/** What the tenant has, by the names that lines use. */
export interface Places {
  readonly stores: ReadonlyMap<string, TradingStore>
  readonly productIds: ReadonlyMap<string, string>
}

export interface Sorted<Row> {
  readonly good: readonly Row[]
  readonly refusals: readonly Refusal[]
}

/** Takes lines apart that are wrong as such. */
export function sortRows(lines: readonly SalesLineInput[]): Sorted<InputRow> {
  const good: InputRow[] = []
  const refusals: Refusal[] = []
  for (const [row, input] of lines.entries()) {
    const fault = findLineFault(input)
    if (fault === undefined) good.push({ row, input })
    else refusals.push({ ...fault, row })
  }
  return { good, refusals }
}

/** Takes lines apart whose store or SKU is unknown or whose money is not the store's; the others come in the store's own terms. */
export function placeRows(rows: readonly InputRow[], places: Places): Sorted<PlacedRow> {
  const good: PlacedRow[] = []
  const refusals: Refusal[] = []
  for (const { row, input } of rows) {
    const store = places.stores.get(input.storeExternalId)
    const productId = places.productIds.get(input.productExternalId)
    if (store === undefined || productId === undefined) {
      refusals.push({ ...unknownFault(input, store?.id, productId), row })
      continue
    }
    const line = readLine(input, { store, productId })
    if ('code' in line) refusals.push({ ...line, row })
    else good.push({ row, line, store })
  }
  return { good, refusals }
}

function unknownFault(
  { storeExternalId, productExternalId }: SalesLineInput,
  storeId: string | undefined,
  productId: string | undefined,
): LineFault {
  const [code, field] =
    storeId === undefined ? (['UNKNOWN_STORE', 'storeExternalId'] as const) : (['UNKNOWN_PRODUCT', 'productExternalId'] as const)
  const names = { store_ref: storeExternalId, product_ref: productExternalId, store_id: storeId ?? null, product_id: productId ?? null }
  return { code, path: [field], message: unknownReference(names) ?? `${field} names nothing` }
}
