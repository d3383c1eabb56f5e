const maxCauses = 4

/** The words of a fault and of what caused it, and nothing else of them: a token's claims hang on some libraries' errors. */
export function reasonOf(fault: unknown): string {
  const words: string[] = []
  for (let cause = fault; cause instanceof Error && words.length < maxCauses; cause = cause.cause) words.push(cause.message)
  return words.length === 0 ? 'unknown' : words.join(': ')
}
