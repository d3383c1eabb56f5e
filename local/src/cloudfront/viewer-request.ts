/** Prefixes and names that only we or CloudFront may set. */
const reservedPrefixes = ['x-hemisphere-', 'x-edge-'] as const
const reservedNames: ReadonlySet<string> = new Set(['x-origin-verify'])

/** The part of the viewer-request function: drops headers that a viewer may not send. Names are in lower case. */
export function stripReservedHeaders<Value>(headers: Readonly<Record<string, Value>>): Record<string, Value> {
  const kept = Object.entries(headers).filter(
    ([name]) => !reservedNames.has(name) && !reservedPrefixes.some((prefix) => name.startsWith(prefix)),
  )
  return Object.fromEntries(kept)
}
