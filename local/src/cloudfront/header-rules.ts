import type { CloudFrontHeaders } from 'aws-lambda'

/** Never seen by a function and never set by one (CloudFront developer guide, "Restrictions on all edge functions"). */
const disallowed: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'trailer',
  'upgrade',
  'x-accel-buffering',
  'x-accel-charset',
  'x-accel-limit-rate',
  'x-accel-redirect',
  'x-cache',
  'x-forwarded-proto',
  'x-real-ip',
])
const disallowedPrefixes = ['x-amz-cf-', 'x-amzn-', 'x-edge-'] as const

/** Seen, but not changed, by a function on origin-request (the same page, "Read-only headers"). */
const readOnly = [
  'accept-encoding',
  'content-length',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'transfer-encoding',
  'via',
] as const

/** RFC 9110 §5.1 and §5.5: a token, and a value without control characters. */
const namePattern = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i
const valuePattern = /^[\t\x20-\x7e\x80-\xff]*$/

export function isDisallowed(name: string): boolean {
  return disallowed.has(name) || disallowedPrefixes.some((prefix) => name.startsWith(prefix))
}

/** What is wrong with headers that a function gave; undefined when CloudFront would take them. */
export function headersFault(headers: CloudFrontHeaders): string | undefined {
  for (const [name, values] of Object.entries(headers)) {
    if (name !== name.toLowerCase()) return `header ${name} is not in lower case`
    if (isDisallowed(name)) return `header ${name} may not be set`
    if (!Array.isArray(values)) return `header ${name} has no list of values`
    for (const { key, value } of values) {
      if (key !== undefined && key.toLowerCase() !== name) return `header ${name} is written as ${key}`
      if (!namePattern.test(name) || typeof value !== 'string' || !valuePattern.test(value)) return `header ${name} is malformed`
    }
  }
  return undefined
}

/** The read-only header that differs between two sets; undefined when none does. */
export function changedReadOnlyHeader(before: CloudFrontHeaders, after: CloudFrontHeaders): string | undefined {
  return readOnly.find((name) => valuesOf(before, name) !== valuesOf(after, name))
}

function valuesOf(headers: CloudFrontHeaders, name: string): string {
  return JSON.stringify((headers[name] ?? []).map(({ value }) => value))
}
