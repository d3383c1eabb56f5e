import { quote } from '@hemisphere/kit/text-fault.ts'

/** Why a row whose store or SKU was looked for is rejected; undefined when both were found. */
export function unknownReference(line: {
  readonly store_ref: string
  readonly product_ref: string
  readonly store_id: string | null
  readonly product_id: string | null
}): string | undefined {
  if (line.store_id === null) return `storeExternalId got ${quote(line.store_ref)}, wanted the external id of a store`
  if (line.product_id === null) return `productExternalId got ${quote(line.product_ref)}, wanted the external id or the SKU of a product`
  return undefined
}
