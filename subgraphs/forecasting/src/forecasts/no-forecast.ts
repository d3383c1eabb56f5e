import { addWeeks } from '../days.ts'
import { awakeWeeks } from '../sales-rules.ts'
import { locationLevelOf, type Scope } from './scope.ts'

export type NoForecastReason = 'NOT_RANGED' | 'NO_HISTORY' | 'RUN_PENDING' | 'DISCONTINUED'

/** Reason why a scope has no forecast, with its remedy in one sentence. */
export interface NoForecast {
  readonly reason: NoForecastReason
  readonly hint: string
}

export interface AbsenceFacts {
  /** Whether every SKU of the merchandise is discontinued. */
  readonly discontinued: boolean
  /** Last day of the store; null when it is open, or for the chain. */
  readonly closedOn: string | null
  /** First day of the last week with a sale of the scope; undefined when there was none. */
  readonly lastSaleWeek: string | undefined
  /** First day of the tenant's last whole week with a sale; null when there was none. */
  readonly dataThrough: string | null
}

const pending = 'Ask again when the pending run is done; where none is pending, start one with forecastRunStart.'

/** Why a scope without a forecast in the live run has none. The rules are those by which the next run picks its series. */
export function explainAbsence(scope: Pick<Scope, 'merchandiseLevel' | 'storeId'>, facts: AbsenceFacts): NoForecast {
  const { discontinued, closedOn, lastSaleWeek, dataThrough } = facts
  const inStore = locationLevelOf(scope) === 'STORE'
  if (discontinued) {
    return {
      reason: 'DISCONTINUED',
      hint: 'Choose merchandise that is still sold, or change its lifecycle in the catalog if it is sold again.',
    }
  }
  if (closedOn !== null && closesBefore(closedOn, dataThrough)) {
    return { reason: 'NOT_RANGED', hint: `Ask for the chain: the store closed on ${closedOn}.` }
  }
  if (lastSaleWeek === undefined) {
    if (inStore && scope.merchandiseLevel === 'PRODUCT') {
      return { reason: 'NOT_RANGED', hint: 'Ask for a store that sells this SKU, or for all stores by leaving out storeId.' }
    }
    return { reason: 'NO_HISTORY', hint: 'Import its first sales: the run after them forecasts it.' }
  }
  if (dataThrough === null || lastSaleWeek > addWeeks(dataThrough, -awakeWeeks)) return { reason: 'RUN_PENDING', hint: pending }
  const asleep = `It sold last in the week of ${lastSaleWeek}, over ${awakeWeeks} weeks ago: a run forecasts it again after its next sale.`
  return { reason: inStore && scope.merchandiseLevel === 'PRODUCT' ? 'NOT_RANGED' : 'NO_HISTORY', hint: asleep }
}

function closesBefore(closedOn: string, dataThrough: string | null): boolean {
  return dataThrough !== null && closedOn < addWeeks(dataThrough, 1)
}
