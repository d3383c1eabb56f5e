import { graphqlError } from '@hemisphere/kit/error.ts'
import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import DataLoader from 'dataloader'
import type { Kysely } from 'kysely'
import type { ForecastingSchema } from '../database-schema.ts'
import { findDataThrough } from '../runs/find-data-through.ts'
import type { RunRow } from '../runs/run-queries.ts'
import { findForecasts, type ForecastRow } from './forecast-queries.ts'
import { explainAbsence, type NoForecast } from './no-forecast.ts'
import { merchandiseIdTypes } from './read-scope.ts'
import { findLastSaleWeeks, findMerchandiseFacts, findStoreFacts, type MerchandiseFacts, type StoreFacts } from './scope-facts.ts'
import { scopeKey, wholeId, type Scope } from './scope.ts'

export interface ForecastLoaders {
  /** Forecast of a scope in the live run; null when there is none. */
  readonly ofScope: DataLoader<Scope, ForecastRow | null, string>
  /** Why a scope has none; NOT_FOUND when the tenant has no such merchandise or store. */
  readonly absence: DataLoader<Scope, NoForecast, string>
}

/** Loaders of one request: a constant number of statements, however many scopes are asked. */
export function createForecastLoaders(db: Kysely<ForecastingSchema>, liveRun: () => Promise<RunRow | null>): ForecastLoaders {
  return {
    ofScope: new DataLoader(
      async (scopes) => {
        const run = await liveRun()
        if (run === null) return scopes.map(() => null)
        const rows = await findForecasts(db, run, scopes)
        const byScope = new Map(rows.map((row) => [scopeKey(toScope(row)), row]))
        return scopes.map((scope) => byScope.get(scopeKey(scope)) ?? null)
      },
      { cacheKeyFn: scopeKey },
    ),
    absence: new DataLoader((scopes) => explainAbsences(db, scopes), { cacheKeyFn: scopeKey }),
  }
}

/** The scope of a stored forecast. */
export function toScope(row: Pick<ForecastRow, 'merchandise_level' | 'merchandise_id' | 'store_id'>): Scope {
  return { merchandiseLevel: row.merchandise_level, merchandiseId: row.merchandise_id, storeId: row.store_id }
}

async function explainAbsences(db: Kysely<ForecastingSchema>, scopes: readonly Scope[]): Promise<(NoForecast | Error)[]> {
  const merchandise = await findMerchandiseFacts(db, scopes)
  const stores = await findStoreFacts(db, scopes)
  const lastSaleWeeks = await findLastSaleWeeks(db, scopes)
  const dataThrough = await findDataThrough(db)
  return scopes.map((scope) => {
    const known = knownFacts(scope, merchandise, stores)
    if (known instanceof Error) return known
    return explainAbsence(scope, { ...known, lastSaleWeek: lastSaleWeeks.get(scopeKey(scope)), dataThrough })
  })
}

function knownFacts(
  { merchandiseLevel, merchandiseId, storeId }: Scope,
  merchandise: ReadonlyMap<string, MerchandiseFacts>,
  stores: ReadonlyMap<string, StoreFacts>,
): (MerchandiseFacts & StoreFacts) | Error {
  const goods = merchandiseLevel === 'ASSORTMENT' ? { discontinued: false } : merchandise.get(`${merchandiseLevel} ${merchandiseId}`)
  if (goods === undefined && merchandiseLevel !== 'ASSORTMENT') return unknown(merchandiseIdTypes[merchandiseLevel], merchandiseId)
  const store = storeId === wholeId ? { closedOn: null } : stores.get(storeId)
  if (goods === undefined || store === undefined) return unknown(idTypes.store, storeId)
  return { ...goods, ...store }
}

function unknown(type: string, uuid: string): Error {
  return graphqlError('NOT_FOUND', `no ${type} has the id ${JSON.stringify(encodeId(type, uuid))}`)
}
