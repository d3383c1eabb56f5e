/** Letters, digits and what CloudFront's ids hold besides; anything else must not reach a log or a header. */
const wellFormed = /^[\w.=-]{1,128}$/

/** The id that the edge gave a request, or a new one when it gave none or a malformed one. */
export function readRequestId(header: string | readonly string[] | undefined, newId: () => string): string {
  return typeof header === 'string' && wellFormed.test(header) ? header : newId()
}
