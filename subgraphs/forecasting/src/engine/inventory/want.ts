/** Bounds that a number has to keep; both are included. */
export interface Wanted {
  readonly atLeast?: number
  readonly atMost?: number
  readonly isWhole?: boolean
}

/** Refuses a number that is not finite, not whole or out of bounds, naming the field, what was got and what was wanted. */
export function wantNumber(field: string, got: number, { atLeast = -Infinity, atMost = Infinity, isWhole = false }: Wanted = {}): void {
  if (Number.isFinite(got) && got >= atLeast && got <= atMost && (!isWhole || Number.isInteger(got))) return
  const bounds = [atLeast === -Infinity ? '' : ` ≥ ${atLeast}`, atMost === Infinity ? '' : ` ≤ ${atMost}`].filter((bound) => bound !== '')
  throw new RangeError(`${field} is ${got}, wanted a ${isWhole ? 'whole' : 'finite'} number${bounds.join(' and')}`)
}

/** Refuses a vector that is empty or has an element which `wantNumber` refuses. */
export function wantNumbers(field: string, got: Float64Array, wanted: Wanted = {}): void {
  if (got.length === 0) throw new RangeError(`${field} is empty, wanted at least one number`)
  for (const [index, value] of got.entries()) wantNumber(`${field}[${index}]`, value, wanted)
}
