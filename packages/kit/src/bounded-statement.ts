/** More than the server's own limit, which ends a statement first wherever the server still answers. */
const graceMs = 1_000

/**
 * A statement's wait, counted here as well: a server that has fallen silent ends nothing by itself. The connection is of no use
 * after that. pg takes the option a query, which its types leave out.
 */
export function boundedStatement<Statement extends { readonly text: string }>(
  statement: Statement,
  timeoutMs: number,
): Statement & { readonly query_timeout: number } {
  return { ...statement, query_timeout: Math.max(1, Math.round(timeoutMs)) + graceMs }
}

/** Whether a statement's wait was ended here. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout'
}
