import { isGiven } from '@hemisphere/kit/is-given.ts'
import { graphqlError } from '@hemisphere/kit/error.ts'
import { decodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { MerchandiseLevel } from '../database-schema.ts'
import { horizonWeeks } from '../sales-rules.ts'
import { wholeId, type Scope } from './scope.ts'

export type NamedLevel = Exclude<MerchandiseLevel, 'ASSORTMENT'>

/** A SKU, style or category of the catalog, as this subgraph knows it. */
export interface MerchandiseRef {
  readonly merchandiseLevel: NamedLevel
  readonly merchandiseId: string
}

/** Opaque ids as a client sends them. */
export interface ScopeIds {
  readonly productId?: string | null | undefined
  readonly styleId?: string | null | undefined
  readonly categoryId?: string | null | undefined
  readonly storeId?: string | null | undefined
}

/** Type within the opaque id of the merchandise of a level. */
export const merchandiseIdTypes = { PRODUCT: idTypes.product, STYLE: idTypes.style, CATEGORY: idTypes.category } as const

const wantedScopes =
  'wanted one of: nothing (all merchandise in all stores), productId, styleId, categoryId, storeId, or productId with storeId'

/** The scope that a client names; what can't be forecast is BAD_USER_INPUT, an id that names nothing NOT_FOUND. */
export function readScope({ productId, styleId, categoryId, storeId }: ScopeIds): Scope {
  const named = { PRODUCT: productId, STYLE: styleId, CATEGORY: categoryId } satisfies Record<NamedLevel, unknown>
  const levels = (['PRODUCT', 'STYLE', 'CATEGORY'] as const).filter((level) => isGiven(named[level]))
  const [level] = levels
  if (levels.length > 1) throw unknownScope(levels.map((name) => `${name.toLowerCase()}Id`).join(' with '))
  if (isGiven(storeId) && level !== undefined && level !== 'PRODUCT') throw unknownScope(`${level.toLowerCase()}Id with storeId`)
  const id = level === undefined ? undefined : named[level]
  return {
    ...(level === undefined || !isGiven(id) ? { merchandiseLevel: 'ASSORTMENT', merchandiseId: wholeId } : readMerchandise(level, id)),
    storeId: isGiven(storeId) ? readUuid(idTypes.store, storeId) : wholeId,
  }
}

/** Merchandise named by an opaque id; one that is malformed is NOT_FOUND, as an unknown one is. */
export function readMerchandise(level: NamedLevel, id: string): MerchandiseRef {
  return { merchandiseLevel: level, merchandiseId: readUuid(merchandiseIdTypes[level], id) }
}

/** `weeks` as sent by a client; outside 1 to 13 it is BAD_USER_INPUT. */
export function readWeeks(weeks: number): number {
  if (weeks < 1 || weeks > horizonWeeks) throw graphqlError('BAD_USER_INPUT', `weeks got ${weeks}, wanted 1 to ${horizonWeeks}`)
  return weeks
}

function readUuid(type: string, id: string): string {
  const uuid = decodeId(type, id)?.[0]
  if (uuid === undefined || uuid === wholeId) throw graphqlError('NOT_FOUND', `no ${type} has the id ${JSON.stringify(id.slice(0, 80))}`)
  return uuid
}

function unknownScope(got: string): Error {
  return graphqlError('BAD_USER_INPUT', `scope got ${got}, ${wantedScopes}`)
}
