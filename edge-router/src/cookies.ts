import type { CloudFrontHeaders } from 'aws-lambda'
import { EdgeRefusal } from './error-answer.ts'

/**
 * The value of a cookie as it was sent (RFC 6265 §4.2.1); undefined without one. Two of that name, or a name that another reader
 * could take for it, are UNAUTHENTICATED: the edge and the gateway must never read two different cookies.
 */
export function readCookie(headers: CloudFrontHeaders, name: string): string | undefined {
  let found: string | undefined
  const folded = name.toLowerCase()
  for (const { value } of headers['cookie'] ?? []) {
    for (const pair of value.split(';')) {
      const trimmed = pair.trim()
      const end = trimmed.indexOf('=')
      const sentName = end < 0 ? trimmed : trimmed.slice(0, end)
      if (sentName.trim().toLowerCase() !== folded) continue
      if (sentName !== name || end < 0) throw new EdgeRefusal('UNAUTHENTICATED', `got a cookie that is almost ${name}`)
      if (found !== undefined) throw new EdgeRefusal('UNAUTHENTICATED', `got two cookies ${name}, wanted one`)
      found = trimmed.slice(end + 1)
    }
  }
  return found
}
