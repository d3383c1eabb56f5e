const maxLength = 2_048

/**
 * Where to go after the sign-in: a path of ours, as an address in full, else the start page. Anything that a browser could
 * read as another host (`//host`, backslashes, control characters, which it drops) is not a path of ours.
 */
export function returnAddress(wanted: string | undefined, publicOrigin: string): string {
  const start = `${publicOrigin}/`
  if (wanted === undefined || wanted.length > maxLength || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(wanted)) return start
  const address = URL.parse(wanted, publicOrigin)
  // A session route is no place to arrive at: it would begin the next sign-in, or end in a fault.
  if (address === null || address.origin !== publicOrigin || /^\/session(\/|$)/.test(address.pathname)) return start
  return address.href
}
