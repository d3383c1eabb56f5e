import { decodeId, encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { MerchandiseLevel } from '../database-schema.ts'
import { horizonWeeks } from '../sales-rules.ts'
import type { Scope } from './scope.ts'

const levels: readonly MerchandiseLevel[] = ['PRODUCT', 'STYLE', 'CATEGORY', 'ASSORTMENT']

export interface ForecastName {
  readonly scope: Scope
  readonly weeks: number
}

/**
 * The opaque id of the forecast of a scope for some weeks: merchandise, store, and level and weeks as a UUID's last two bytes.
 * It names what is forecast and not the run, so that a client's cache is refreshed by the next run; the weeks are part of it,
 * since a cache must not mix up horizons.
 */
export function encodeForecastId({ scope, weeks }: ForecastName): string {
  const { merchandiseLevel, merchandiseId, storeId } = scope
  return encodeId(idTypes.forecast, merchandiseId, storeId, `${formPrefix}${toHex(levels.indexOf(merchandiseLevel))}${toHex(weeks)}`)
}

/** What an opaque id names; undefined when it is not one of ours. */
export function decodeForecastId(id: string): ForecastName | undefined {
  const [merchandiseId, storeId, form] = decodeId(idTypes.forecast, id, 3) ?? []
  if (merchandiseId === undefined || storeId === undefined || !form?.startsWith(formPrefix)) return undefined
  const merchandiseLevel = levels[Number.parseInt(form.slice(-4, -2), 16)]
  const weeks = Number.parseInt(form.slice(-2), 16)
  if (merchandiseLevel === undefined || weeks < 1 || weeks > horizonWeeks) return undefined
  return { scope: { merchandiseLevel, merchandiseId, storeId }, weeks }
}

const formPrefix = '00000000-0000-0000-0000-00000000'

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
