import type { LocationLevel, MerchandiseLevel } from '../database-schema.ts'

/** Stands for the whole assortment as merchandise, for the whole chain as store. */
export const wholeId = '00000000-0000-0000-0000-000000000000'

/** A part of the hierarchy, named by UUIDs. */
export interface Scope {
  readonly merchandiseLevel: MerchandiseLevel
  readonly merchandiseId: string
  readonly storeId: string
}

/** A store, as this subgraph knows it. */
export type StoreRef = Pick<Scope, 'storeId'>

export function locationLevelOf({ storeId }: Pick<Scope, 'storeId'>): LocationLevel {
  return storeId === wholeId ? 'CHAIN' : 'STORE'
}

/** One text per scope, for maps and caches. */
export function scopeKey({ merchandiseLevel, merchandiseId, storeId }: Scope): string {
  return `${merchandiseLevel} ${merchandiseId} ${storeId}`
}

export interface ScopeColumns {
  readonly levels: readonly string[]
  readonly merchandiseIds: readonly string[]
  readonly storeIds: readonly string[]
}

/** Scopes as columns of equal length, for unnest. */
export function toColumns(scopes: readonly Scope[]): ScopeColumns {
  return {
    levels: scopes.map((scope) => scope.merchandiseLevel),
    merchandiseIds: scopes.map((scope) => scope.merchandiseId),
    storeIds: scopes.map((scope) => scope.storeId),
  }
}
