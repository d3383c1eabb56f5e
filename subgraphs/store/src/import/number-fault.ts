export interface Range {
  readonly min: number
  readonly max: number
}

/** What is wrong with a whole number within a range, or undefined. */
export function numberFault(field: string, value: number, { min, max }: Range): string | undefined {
  if (Number.isInteger(value) && value >= min && value <= max) return undefined
  return `${field} got ${value}, wanted a whole number from ${min} to ${max}`
}
