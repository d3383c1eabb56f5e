/** What no log may have, whatever it is about. */
export type LeakKind = 'token' | 'e-mail address' | 'credentials' | 'secret' | 'tenant name' | 'query variable'

export interface LeakPattern {
  readonly kind: LeakKind
  isIn(line: string): boolean
}

export interface Needles {
  /** Secrets, passwords, keys, cookies. */
  readonly secrets: readonly string[]
  /** Tenants' names and slugs; case does not matter. */
  readonly tenantNames: readonly string[]
  /** Values that were sent as query variables. */
  readonly variables: readonly string[]
}

const minimumNeedleLength = 4

interface Shape {
  readonly kind: LeakKind
  readonly shape: RegExp
  /** Cheap to look for: a line without any of them can't have the shape. */
  readonly hints: readonly string[]
}

const shapes: readonly Shape[] = [
  // A JWT: RFC 7519 with the compact form of RFC 7515; the signature of an unsigned one is empty.
  { kind: 'token', hints: ['eyJ'], shape: /eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/ },
  // Also in a URL, where the at sign is escaped. A package's version ends in digits. RFC 5321 §4.5.3.1.1: a local part has 64 characters.
  { kind: 'e-mail address', hints: ['@', '%40'], shape: /[\w.+-]{1,64}(?:@|%40)(?:[a-z0-9-]+\.)+[a-z]{2,}/i },
  // Words of a message are shorter.
  { kind: 'credentials', hints: ['earer ', 'EARER ', 'asic ', 'ASIC '], shape: /\b(?:Bearer|Basic) +[\w+/=.~-]{16,}/i },
  // A password in an address: postgres://user:password@host.
  { kind: 'credentials', hints: ['://'], shape: /:\/\/[^\s/:@"]*:[^\s/@"]+@/ },
]

/**
 * The patterns of leaks, shapes and needles. A needle is found as it is, as JSON escapes it and as an address escapes it.
 * Throws for one of fewer than 4 characters, which would be found everywhere.
 */
export function leakPatterns({ secrets, tenantNames, variables }: Needles): readonly LeakPattern[] {
  return [
    ...shapes.map(({ kind, hints, shape }): LeakPattern => ({
      kind,
      isIn: (line) => hints.some((hint) => line.includes(hint)) && shape.test(line),
    })),
    ...needlePattern('secret', secrets, ''),
    ...needlePattern('query variable', variables, ''),
    ...needlePattern('tenant name', tenantNames, 'i'),
  ]
}

function needlePattern(kind: LeakKind, needles: readonly string[], flags: '' | 'i'): readonly LeakPattern[] {
  if (needles.length === 0) return []
  for (const { length } of needles) {
    // The needle itself may be what nobody should read.
    if (length < minimumNeedleLength)
      throw new Error(`got a ${kind} of ${length} characters to look for, wanted at least ${minimumNeedleLength}`)
  }
  const forms = new Set(needles.flatMap((needle) => [needle, JSON.stringify(needle).slice(1, -1), encodeURIComponent(needle)]))
  const anyOfThem = new RegExp([...forms].map((form) => RegExp.escape(form)).join('|'), flags)
  return [{ kind, isIn: (line) => anyOfThem.test(line) }]
}
