import { unseal } from '@hemisphere/gateway/session/sealed-text.ts'
import type { SessionKey } from '@hemisphere/gateway/session/session-keys.ts'
import { createClient } from 'redis'
import { z } from 'zod'
import { regions, type RegionPlan } from '@hemisphere/topology/regions.ts'
import type { Cache, Finding, FindingKind, Link, NameKind, Place } from './evidence.ts'
import { placeOf } from './file-place.ts'
import type { LookBook } from './look-book.ts'
import type { FindTenants } from './tenant-names.ts'

/** A Redis of a region. */
export interface CacheAddress {
  readonly region: RegionPlan
  readonly use: 'cache' | 'sessions'
  readonly port: number
}

export interface CachesFound {
  readonly caches: readonly Cache[]
  readonly findings: readonly Finding[]
  readonly links: readonly Link[]
}

export interface CacheLook {
  readonly book: LookBook
  readonly addresses: readonly CacheAddress[]
  readonly find: FindTenants
  /** Keys with which the sessions of each zone are sealed; an entry that one of them opens is looked into. */
  readonly sessionKeys: ReadonlyMap<string, readonly SessionKey[]>
}

type Send = (...command: readonly string[]) => Promise<unknown>

interface Entry {
  readonly key: string
  readonly type: string
  readonly bytes: number
  readonly value: string
}

const scanCount = 500
const timeoutMs = 15_000

/** Every key of every Redis of every region, of each of its databases, with the tenants that key or value names. */
export async function collectRedis(look: CacheLook): Promise<CachesFound> {
  const found = await Promise.all(look.addresses.map((address) => readCache(look, address)))
  return {
    caches: found.flatMap(({ caches }) => caches),
    findings: found.flatMap(({ findings }) => findings),
    links: found.flatMap(({ links }) => links),
  }
}

async function readCache(look: CacheLook, address: CacheAddress): Promise<CachesFound> {
  const { region, use, port } = address
  const store = `${use} of ${region.name}`
  const none: CachesFound = { caches: [], findings: [], links: [] }
  return look.book.look(
    {
      store,
      region: region.name,
      how: `redis at 127.0.0.1:${port}: INFO; for every database SCAN 0 COUNT ${scanCount}; for every key TYPE, MEMORY USAGE and its value`,
    },
    (number) =>
      connected(port, async (send) => {
        const info = parseInfo(z.string().parse(await send('INFO')))
        const findings: Finding[] = []
        let keys = 0
        for (const database of databasesIn(info)) {
          await send('SELECT', database)
          for await (const batch of scan(send)) {
            keys += batch.length
            findings.push(...batch.flatMap((entry) => judgeEntry(look, { store, region, number, use }, entry)))
          }
        }
        const cache = {
          store,
          region: region.name,
          version: info.get('redis_version') ?? 'unknown',
          role: info.get('role') ?? 'unknown',
          keys,
        }
        return { found: keys, result: { caches: [cache], findings: merge(findings), links: linksOf(look, address, info, number) } }
      }),
    none,
  )
}

async function connected<Result>(port: number, work: (send: Send) => Promise<Result>): Promise<Result> {
  const client = createClient({
    url: `redis://127.0.0.1:${port}`,
    socket: { connectTimeout: timeoutMs, reconnectStrategy: false },
    commandOptions: { timeout: timeoutMs },
  })
  // Every fault is also that of a command, or of the connection.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work((...command) => client.sendCommand([...command]))
  } finally {
    client.destroy()
  }
}

async function* scan(send: Send): AsyncGenerator<readonly Entry[]> {
  let cursor = '0'
  do {
    const [next, keys] = z.tuple([z.string(), z.array(z.string())]).parse(await send('SCAN', cursor, 'COUNT', String(scanCount)))
    cursor = next
    const entries = await Promise.all(keys.map((key) => readEntry(send, key)))
    yield entries.flat()
  } while (cursor !== '0')
}

const readers: Readonly<Record<string, (key: string) => readonly string[]>> = {
  string: (key) => ['GET', key],
  list: (key) => ['LRANGE', key, '0', '-1'],
  set: (key) => ['SMEMBERS', key],
  zset: (key) => ['ZRANGE', key, '0', '-1'],
  hash: (key) => ['HGETALL', key],
  stream: (key) => ['XRANGE', key, '-', '+'],
}

/** None for a key that has ended since it was seen. */
async function readEntry(send: Send, key: string): Promise<readonly Entry[]> {
  const type = z.string().parse(await send('TYPE', key))
  if (type === 'none') return []
  const reader = readers[type]
  if (reader === undefined) throw new Error(`got a key of type ${type}, which nobody knows how to read`)
  const [bytes, value] = await Promise.all([send('MEMORY', 'USAGE', key), send(...reader(key))])
  return [{ key, type, bytes: z.number().catch(0).parse(bytes), value: typeof value === 'string' ? value : JSON.stringify(value) }]
}

interface EntryPlace {
  readonly store: string
  readonly region: RegionPlan
  readonly number: number
  readonly use: CacheAddress['use']
}

function judgeEntry(
  { find, sessionKeys }: CacheLook,
  { store, region, number, use }: EntryPlace,
  { key, bytes, value }: Entry,
): readonly Finding[] {
  const opened = openValue(sessionKeys, key, value)
  const tenants = find(`${key} ${opened?.text ?? value}`)
  const [zone = ''] = key.split(':')
  const kind: FindingKind = use === 'sessions' ? 'session' : 'cache key'
  const finding = (tenantId: string | undefined, names: readonly NameKind[]): Finding => ({
    kind,
    tenantId: tenantId ?? tenantInKey(key),
    place: placeOf(region.name),
    store,
    item: shapeOfKey(key),
    count: 1,
    bytes,
    names,
    // An entry that another zone's key opens is that zone's, whatever its own key says.
    claims: opened === undefined || opened.zone === region.zone ? zone : opened.zone,
    look: number,
  })
  if (tenants.size === 0) return [finding(undefined, [])]
  return [...tenants].map(([tenantId, names]) => finding(tenantId, [...names]))
}

/** Keys are `zone:tenant:what`; one of a tenant that nobody knows is to be told as such. */
function tenantInKey(key: string): string | undefined {
  const [, second = ''] = key.split(':')
  return z.uuid().safeParse(second).data
}

function openValue(
  sessionKeys: CacheLook['sessionKeys'],
  key: string,
  value: string,
): { readonly zone: string; readonly text: string } | undefined {
  for (const [zone, keys] of sessionKeys) {
    const text = unseal(value, keys, key)
    if (text !== undefined) return { zone, text }
  }
  return undefined
}

/** A key without what is random in it: hashes of session ids, tenants, people. */
function shapeOfKey(key: string): string {
  return key
    .split(':')
    .map((word, index) => (index === 0 || (/^[a-z][a-z-]{0,23}$/.test(word) && !/-.*-.*-/.test(word)) ? word : '*'))
    .join(':')
}

/** One finding for all keys of one form and tenant. */
function merge(findings: readonly Finding[]): readonly Finding[] {
  const merged = new Map<string, Finding>()
  for (const finding of findings) {
    const key = [finding.tenantId, finding.item, finding.claims].join(' ')
    const known = merged.get(key)
    merged.set(
      key,
      known === undefined
        ? finding
        : {
            ...known,
            count: known.count + finding.count,
            bytes: (known.bytes ?? 0) + (finding.bytes ?? 0),
            names: [...new Set([...known.names, ...finding.names])],
          },
    )
  }
  return [...merged.values()]
}

/** Both ends tell of a replica: each has to know the other, and in the same zone. */
function linksOf(
  { addresses }: CacheLook,
  { region, use }: CacheAddress,
  info: ReadonlyMap<string, string>,
  look: number,
): readonly Link[] {
  const placeAt = (host: string | undefined, port: string | undefined): Place => {
    const known = host === '127.0.0.1' ? addresses.find((address) => String(address.port) === port) : undefined
    return known === undefined ? { kind: 'unknown' } : placeOf(known.region.name)
  }
  const here = placeOf(region.name)
  const from: readonly Link[] =
    info.get('role') === 'slave'
      ? [{ what: `${use} that ${region.name} copies`, from: placeAt(info.get('master_host'), info.get('master_port')), to: here, look }]
      : []
  const to = [...info]
    .filter(([name]) => /^slave\d+$/.test(name))
    .map(([, text]): Link => {
      const facts = new Map(text.split(',').map((fact) => splitAt(fact, '=')))
      return { what: `${use} of ${region.name} that are copied`, from: here, to: placeAt(facts.get('ip'), facts.get('port')), look }
    })
  return [...from, ...to]
}

/** INFO is lines of `name:value` under titles that begin with #. */
function parseInfo(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => splitAt(line, ':')),
  )
}

function databasesIn(info: ReadonlyMap<string, string>): readonly string[] {
  return [...info.keys()].flatMap((name) => /^db(\d+)$/.exec(name)?.[1] ?? [])
}

function splitAt(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)]
}

/** Where the Redises of each region listen. */
export function cacheAddresses(portOf: (region: RegionPlan, use: CacheAddress['use']) => number): readonly CacheAddress[] {
  return regions.flatMap((region) => (['cache', 'sessions'] as const).map((use) => ({ region, use, port: portOf(region, use) })))
}
