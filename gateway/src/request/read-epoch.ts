/** The number within an epoch header of the edge; undefined without one. What is malformed came from nobody of ours, and says nothing. */
export function readEpoch(header: string | readonly string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : undefined
}
