import { createHmac, timingSafeEqual } from 'node:crypto'
import { graphqlError } from './error.ts'

type CursorValue = string | number | null

/** Signs and reads keyset cursors of one tenant. */
export interface CursorCodec {
  /** An opaque cursor for the row whose sort key is `key`, valid only in the list named `list`. */
  encode(list: string, key: readonly CursorValue[]): string
  /** The sort key within a cursor; one of another tenant, list or length, or a changed one, is BAD_USER_INPUT. */
  decode(list: string, cursor: string, length: number): CursorValue[]
}

const version = 1
const macBytes = 16

/**
 * Cursors are `base64url(mac | json)`: the MAC (HMAC-SHA-256, first 128 bits) covers tenant, list and key, so that a cursor
 * is bound to its tenant and its list; the keys are the same in every region of a zone, so that it stays valid across failover. The
 * first of them signs, and what any of them has signed is read: a page that is open when keys rotate can still be turned.
 */
export function createCursorCodec(keys: readonly Uint8Array[], tenantId: string): CursorCodec {
  const [signingKey] = keys
  if (signingKey === undefined) throw new Error('cursors got no key to be signed with')
  const mac = (secret: Uint8Array, list: string, payload: string): Buffer =>
    createHmac('sha256', secret).update(`${version}\n${tenantId}\n${list}\n${payload}`).digest().subarray(0, macBytes)
  return {
    encode(list, key) {
      const payload = JSON.stringify(key)
      return Buffer.concat([mac(signingKey, list, payload), Buffer.from(payload)]).toString('base64url')
    },
    decode(list, cursor, length) {
      const bytes = Buffer.from(cursor, 'base64url')
      const payload = bytes.subarray(macBytes).toString()
      const given = bytes.subarray(0, macBytes)
      if (bytes.length <= macBytes || !keys.some((key) => timingSafeEqual(given, mac(key, list, payload)))) throw unknownCursor()
      const key: unknown = JSON.parse(payload)
      if (!Array.isArray(key) || key.length !== length || !key.every(isCursorValue)) throw unknownCursor()
      return key
    },
  }
}

function isCursorValue(value: unknown): value is CursorValue {
  return value === null || typeof value === 'string' || typeof value === 'number'
}

function unknownCursor(): Error {
  return graphqlError(
    'BAD_USER_INPUT',
    'after got a cursor that this list did not give, wanted the endCursor of an earlier page of the same list and order',
  )
}
