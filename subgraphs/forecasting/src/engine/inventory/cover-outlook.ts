import { at } from '../vector.ts'
import type { CoverOutlook } from './target-rules.ts'

/** Forecasts of one series made at every period: what entry t holds is known before period t. */
export interface RollingForecast {
  /** Demand expected over the periods of the cover from t on; NaN where no forecast was made. */
  readonly coverMean: Float64Array
  /** Standard deviation of the one-period errors up to t. */
  readonly deviation: Float64Array
}

export interface OutlookSpan {
  readonly demand: Float64Array
  readonly forecast: RollingForecast
  /** Periods of lead time and review. */
  readonly periods: number
  /** First and one past the last period for which an outlook is wanted. */
  readonly from: number
  readonly to: number
}

/** What was known of demand at each period of a span: its forecast, and past demand and errors over spans that had ended by then. */
export function coverOutlooks({ demand, forecast, periods, from, to }: OutlookSpan): readonly CoverOutlook[] {
  const outlooks: CoverOutlook[] = []
  for (let period = from; period < to; period++) {
    const spans = Math.max(0, period - periods + 1)
    const pastDemand = new Float64Array(spans)
    const pastErrors = new Float64Array(spans)
    let errors = 0
    for (let start = 0; start < spans; start++) {
      let units = 0
      for (let step = 0; step < periods; step++) units += at(demand, start + step)
      pastDemand[start] = units
      const expected = at(forecast.coverMean, start)
      if (!Number.isNaN(expected)) pastErrors[errors++] = units - expected
    }
    outlooks.push({
      periods,
      mean: at(forecast.coverMean, period),
      deviation: at(forecast.deviation, period),
      pastDemand: pastDemand.sort(),
      pastErrors: pastErrors.subarray(0, errors).sort(),
    })
  }
  return outlooks
}
