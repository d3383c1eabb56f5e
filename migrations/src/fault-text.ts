/** An error with what caused it, the outermost first, in one line; stacks are left out. */
export function faultText(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(faultText).join('; ')
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}: ${faultText(error.cause)}`
}
