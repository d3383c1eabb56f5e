import type { RegionName, ZoneName } from '@hemisphere/topology/regions.ts'

/** Where something lies. `global` is served from everywhere; `machine` has no counterpart in AWS; of `unknown` nobody can say. */
export type Place =
  | { readonly kind: 'region'; readonly region: RegionName; readonly zone: ZoneName }
  | { readonly kind: 'global' }
  | { readonly kind: 'machine'; readonly why: string }
  | { readonly kind: 'unknown' }

export type FindingKind =
  | 'row'
  | 'directory row'
  | 'placement'
  | 'job'
  | 'cache key'
  | 'session'
  | 'account'
  | 'secret'
  | 'log line'
  | 'database files'
  | 'file'

/** By what something names a tenant. A person is named by address or subject, and is of the tenant as its directory says. */
export type NameKind = 'id' | 'slug' | 'name' | 'log hash' | 'person' | 'client'

/** Something that a look has found. */
export interface Finding {
  readonly kind: FindingKind
  /** As it was found, whether a directory knows the tenant or not; undefined for what names none. */
  readonly tenantId: string | undefined
  readonly place: Place
  /** Such as `home-eu-west-1 in eu-central-1`. */
  readonly store: string
  /** What in the store: a table, a kind of key, a file. */
  readonly item: string
  readonly count: number
  readonly bytes: number | undefined
  /** Region whose tenants are at home in the store; undefined where it is not one of a home. */
  readonly home?: RegionName | undefined
  readonly member?: 'writer' | 'replica' | undefined
  readonly names: readonly NameKind[]
  /** Zone that the thing itself claims, such as the first word of a key. */
  readonly claims?: string | undefined
  /** Number of the look, in the order of the list. */
  readonly look: number
}

/** One question to one store, with the words in which it was asked. */
export interface Look {
  readonly store: string
  readonly region: RegionName | undefined
  /** The query or command. */
  readonly how: string
  readonly found: number
  /** Why it could not be answered; a look that failed proves nothing. */
  readonly failure?: string | undefined
}

/** A stream of data between two places, as the two ends tell it. */
export interface Link {
  readonly what: string
  readonly from: Place
  readonly to: Place
  readonly look: number
}

/** A way by which data may leave a store for nobody knows where. */
export interface WayOut {
  readonly what: string
  readonly place: Place
  readonly look: number
}

/** One member of a database, as it tells of itself. */
export interface Server {
  readonly store: string
  readonly region: RegionName
  readonly version: string
  readonly role: 'writer' | 'replica'
  readonly writerEpoch: number | undefined
  /** Of the cluster: all its copies have the same. */
  readonly systemId: string
  readonly dataFolder: string
  readonly databaseBytes: number
  /** Of the write-ahead log: what the writer has written and this replica has not replayed; undefined for a writer. */
  readonly behindBytes: number | undefined
  /** Since the last commit that was replayed, which may be the last there was; undefined for a writer. */
  readonly lastCommitAgeMs: number | undefined
}

/** One Redis, as it tells of itself. */
export interface Cache {
  readonly store: string
  readonly region: RegionName
  readonly version: string
  readonly role: string
  readonly keys: number
}

/** A retailer, as the zones' directories know it. */
export interface Tenant {
  readonly id: string
  readonly slug: string
  readonly name: string
  /** Undefined when directories contradict each other. */
  readonly zone: string | undefined
  readonly homeRegion: string
  readonly epoch: number
}
