import { createHash } from 'node:crypto'
import type { SalesRecordInput } from '../generated/resolver-types.ts'

export interface CallHashes {
  readonly keyHash: Buffer
  readonly bodyHash: Buffer
}

/** What tells calls apart: the client's key, which is the client's own, and what it sent with it, as it was written. */
export function hashCall(clientId: string, { source, lines, idempotencyKey }: SalesRecordInput): CallHashes {
  const body = lines.map((line) => [
    line.receiptNumber,
    line.lineNumber,
    line.productExternalId,
    line.storeExternalId,
    line.soldAt,
    line.units,
    line.netAmount.amount,
    line.netAmount.currencyCode,
    line.fullAmount?.amount,
    line.fullAmount?.currencyCode,
    line.originalSoldAt,
  ])
  return { keyHash: sha256([clientId, idempotencyKey]), bodyHash: sha256([source, body]) }
}

function sha256(value: readonly unknown[]): Buffer {
  return createHash('sha256').update(JSON.stringify(value)).digest()
}
