import type { StoreRowErrorCode, StoreRowUserError } from '../generated/resolver-types.ts'

export const refusalCodes = [
  'INVALID',
  'UNKNOWN_PRODUCT',
  'UNKNOWN_STORE',
  'CONTRADICTION',
  'OUT_OF_TIME',
  'WRONG_CURRENCY',
  'TOO_MANY',
  'IDEMPOTENCY_KEY_REUSED',
] as const satisfies readonly StoreRowErrorCode[]

const docs = 'https://hemisphere.example/docs/errors'

/** Why a line, or with `row` null all of them, was refused. */
export interface Refusal {
  readonly code: (typeof refusalCodes)[number]
  /** Path after `input`, or, of a row, after the row; empty for the whole. */
  readonly path: readonly string[]
  /** What was got and what was wanted. */
  readonly message: string
  readonly row: number | null
}

/** What is wrong with a line, whichever row it is in. */
export type LineFault = Omit<Refusal, 'row'>

/** A refusal as clients see it. */
export function toUserError({ code, path, message, row }: Refusal): StoreRowUserError {
  return {
    code,
    field: ['input', ...(row === null ? [] : ['lines', String(row)]), ...path],
    message,
    docsUrl: `${docs}#store-row-${code.toLowerCase().replaceAll('_', '-')}`,
    row,
  }
}
