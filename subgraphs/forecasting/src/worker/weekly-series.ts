import { addWeeks } from '../days.ts'
import type { Scope } from '../forecasts/scope.ts'

/** Sales of one series: parallel lists, one entry a week with a sale or a stock-out, in any order. */
export interface WeeklySales extends Pick<Scope, 'merchandiseId' | 'storeId'> {
  /** Weeks before the last week of data, which is 0. */
  readonly weeksBack: readonly number[]
  readonly units: readonly number[]
  readonly censored: readonly number[]
}

/** One series without gaps, from the week of its first sale to the last week of data. */
export interface WeeklySeries extends Pick<Scope, 'merchandiseId' | 'storeId'> {
  readonly demand: Float64Array
  /** 1 = week with stock-outs, whose demand is a lower bound. */
  readonly censored: Uint8Array
  /** First day of the first and the last week. */
  readonly trainedFrom: string
  readonly trainedTo: string
  readonly censoredWeeks: readonly string[]
}

/** Lays sparse weekly sales out as a dense series; a week without an entry sold nothing. */
export function buildSeries({ merchandiseId, storeId, weeksBack, units, censored }: WeeklySales, dataThrough: string): WeeklySeries {
  const firstSale = Math.max(...weeksBack.filter((_, index) => (units[index] ?? 0) > 0))
  const demand = new Float64Array(firstSale + 1)
  const flags = new Uint8Array(firstSale + 1)
  weeksBack.forEach((back, index) => {
    if (back > firstSale) return
    demand[firstSale - back] = units[index] ?? 0
    flags[firstSale - back] = censored[index] ?? 0
  })
  const dayOf = (week: number): string => addWeeks(dataThrough, week - firstSale)
  return {
    merchandiseId,
    storeId,
    demand,
    censored: flags,
    trainedFrom: dayOf(0),
    trainedTo: dataThrough,
    censoredWeeks: [...flags.keys()].filter((week) => flags[week] === 1).map(dayOf),
  }
}
