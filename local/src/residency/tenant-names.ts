import { tenantHash } from '@hemisphere/kit/log.ts'
import type { NameKind, Tenant } from './evidence.ts'

/** All that a tenant's data can be told by. */
export interface NamedTenant extends Tenant {
  /** What issuers call its people, in lower case: subjects and addresses. */
  readonly people: readonly string[]
  /** Ids and names of its clients. */
  readonly clients: readonly string[]
}

/** The tenants that a text names, by id, each with what it is named by. */
export type FindTenants = (text: string) => ReadonlyMap<string, ReadonlySet<NameKind>>

const addressShape = /[\w.+-]{1,64}@(?:[a-z0-9-]+\.)+[a-z]{2,}/gi
/** As the kit's logger writes it; eight hex digits elsewhere are anything. */
const hashShape = /"tenant":"([0-9a-f]{8})"/g
const idShape = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi

/** Signed documents, tokens among them, carry their text in base64url (RFC 7515, section 3.1). */
const signedShape = /eyJ[\w-]{5,}\.([\w-]{5,})\./g

/** Words, in whatever case, with no letter or digit at either side; of two that begin alike the longer is taken. */
export function wordShape(words: readonly string[]): string {
  const longestFirst = words.toSorted((one, other) => other.length - one.length)
  return `(?<![A-Za-z0-9])(?:${longestFirst.map((word) => RegExp.escape(word)).join('|')})(?![A-Za-z0-9])`
}

/** Words of other tenants that hold one of this tenant's: `atelier-zero` is not `atelier`. */
export function longerWords({ slug, name }: Tenant, tenants: readonly Tenant[]): readonly string[] {
  const own = [slug, name].map((word) => word.toLowerCase())
  const others = tenants.flatMap((other) => (other.slug === slug ? [] : [other.slug, other.name]))
  return others.filter((other) => own.some((word) => other.length > word.length && other.toLowerCase().includes(word)))
}

export function createTenantFinder(tenants: readonly NamedTenant[]): FindTenants {
  const names = new Map<string, { readonly tenantId: string; readonly kind: NameKind }[]>()
  const add = (text: string, tenantId: string, kind: NameKind): void => {
    const key = text.toLowerCase()
    const known = names.get(key) ?? []
    if (!known.some((name) => name.tenantId === tenantId)) names.set(key, [...known, { tenantId, kind }])
  }
  const words = new Set<string>()
  for (const { id, slug, name, people, clients } of tenants) {
    add(id, id, 'id')
    add(tenantHash(id), id, 'log hash')
    add(slug, id, 'slug')
    add(name, id, 'name')
    for (const person of people) add(person, id, 'person')
    for (const client of clients) add(client, id, 'client')
    for (const word of [slug, name, ...clients, ...people.filter((person) => !person.includes('@'))]) words.add(word.toLowerCase())
  }
  const wordsShape = words.size === 0 ? undefined : new RegExp(wordShape([...words]), 'gi')

  return (given) => {
    // As an address escapes it.
    const text = withSignedTexts(given.replaceAll('%40', '@'))
    const found = new Map<string, Set<NameKind>>()
    const take = (token: string): void => {
      for (const { tenantId, kind } of names.get(token.toLowerCase()) ?? []) {
        const kinds = found.get(tenantId) ?? new Set()
        found.set(tenantId, kinds.add(kind))
      }
    }
    for (const [id] of text.matchAll(idShape)) take(id)
    for (const [, hash = ''] of text.matchAll(hashShape)) take(hash)
    if (text.includes('@')) {
      for (const [address] of text.matchAll(addressShape)) take(address)
    }
    if (wordsShape !== undefined) for (const [word] of text.matchAll(wordsShape)) take(word)
    return found
  }
}

function withSignedTexts(text: string): string {
  if (!text.includes('eyJ')) return text
  const payloads = [...text.matchAll(signedShape)].map(([, payload = '']) => Buffer.from(payload, 'base64url').toString('utf8'))
  return [text, ...payloads].join('\n')
}

/** The hashes of tenants in a line of a log. */
export function hashesIn(line: string): readonly string[] {
  return [...line.matchAll(hashShape)].map(([, hash = '']) => hash)
}
