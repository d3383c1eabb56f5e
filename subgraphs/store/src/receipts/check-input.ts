import { textFault } from '@hemisphere/kit/text-fault.ts'
import type { SalesRecordInput } from '../generated/resolver-types.ts'
import type { Refusal } from './refusal.ts'

const maxKeyLength = 128
const maxLines = 1_000

/** Why nothing of a call is looked at, or undefined. */
export function findInputFault({ source, lines, idempotencyKey }: SalesRecordInput): Refusal | undefined {
  const keyLength = idempotencyKey.length
  if (keyLength < 1 || keyLength > maxKeyLength) {
    return invalid('idempotencyKey', `idempotencyKey got ${keyLength} characters, wanted 1 to ${maxKeyLength}`)
  }
  const fault = textFault('source', source, 100)
  if (fault !== undefined) return invalid('source', fault)
  if (lines.length === 0) return invalid('lines', `lines got none, wanted 1 to ${maxLines}`)
  if (lines.length <= maxLines) return undefined
  return { code: 'TOO_MANY', path: ['lines'], message: `lines got ${lines.length}, wanted 1 to ${maxLines}`, row: null }
}

function invalid(field: string, message: string): Refusal {
  return { code: 'INVALID', path: [field], message, row: null }
}
