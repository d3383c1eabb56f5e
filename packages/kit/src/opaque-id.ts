import { graphqlError } from './error.ts'

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const uuidBytes = 16

/** Whether a value is a UUID in lower-case canonical form. */
export function isUuid(value: string): value is Uuid {
  return uuidPattern.test(value)
}

export type Uuid = `${string}-${string}-${string}-${string}-${string}`

/**
 * One opaque id for an object of `type` that is named by one or more UUIDs: `<type>_<base64url of the bytes>`.
 * The type is readable, so that an id in a log or a wrong argument explains itself; clients must not parse it.
 */
export function encodeId(type: string, ...uuids: readonly string[]): string {
  const bytes = Buffer.from(uuids.join('').replaceAll('-', ''), 'hex')
  if (bytes.length !== uuids.length * uuidBytes) throw new Error(`an id of ${type} needs UUIDs, got ${uuids.join(', ')}`)
  return `${type}_${bytes.toString('base64url')}`
}

/** The UUIDs within an id of `type`, or undefined when the id is malformed, of another type or of another length. */
export function decodeId(type: string, id: string, count = 1): Uuid[] | undefined {
  if (!id.startsWith(`${type}_`)) return undefined
  const encoded = id.slice(type.length + 1)
  const bytes = Buffer.from(encoded, 'base64url')
  if (bytes.length !== count * uuidBytes || bytes.toString('base64url') !== encoded) return undefined
  const hex = bytes.toString('hex')
  return Array.from({ length: count }, (_, index) => toUuid(hex.slice(index * 32, index * 32 + 32)))
}

/** The UUIDs of several ids of one type, for a filter; a malformed one is BAD_USER_INPUT that names it. */
export function decodeIds(type: string, ids: readonly string[], argument: string, limit = 250): Uuid[] {
  if (ids.length > limit) throw graphqlError('BAD_USER_INPUT', `${argument} holds ${ids.length} ids, at most ${limit} are allowed`)
  return ids.map((id) => {
    const uuid = decodeId(type, id)?.[0]
    if (uuid === undefined)
      throw graphqlError('BAD_USER_INPUT', `${argument} got ${JSON.stringify(id.slice(0, 80))}, wanted an id of a ${type}`)
    return uuid
  })
}

function toUuid(hex: string): Uuid {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
