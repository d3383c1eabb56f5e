import { countLaw } from './count-law.ts'
import { sampleQuantile, type DemandSample } from './demand-sample.ts'
import { normalQuantile } from './normal-law.ts'

/** What is known at a review of the demand until stock of the next review has come. */
export interface CoverOutlook {
  /** Periods of lead time and review. */
  readonly periods: number
  /** Forecast of demand over those periods. */
  readonly mean: number
  /** Standard deviation of the one-period forecast errors. */
  readonly deviation: number
  /** Demand of past spans of as many periods, in rising order. */
  readonly pastDemand: DemandSample
  /** Demand less forecast of past spans of as many periods, in rising order. */
  readonly pastErrors: Float64Array
}

/** A level up to which to order, as a function of the service level. */
export type TargetRule = (outlook: CoverOutlook) => (level: number) => number

/** z·σ·√(lead time + review) above the forecast: the textbook's safety stock (Silver, Pyke & Thomas 2017, chapter 6). */
export const normalTarget: TargetRule =
  ({ mean, deviation, periods }) =>
  (level) =>
    mean + normalQuantile(level) * deviation * Math.sqrt(periods)

/** Quantile of the negative binomial with the forecast's mean and the variance of past errors over spans of the same length (Syntetos & Boylan 2006). */
export const countTarget: TargetRule = ({ mean, deviation, periods, pastErrors }) => {
  const independent = deviation * deviation * periods
  return countLaw(mean, blend(independent, meanSquare(pastErrors), pastErrors.length / periods))
}

/** Quantile of past demand over spans of the same length (van Wingerden et al. 2014, empirical lead-time demand). */
export const empiricalTarget: TargetRule = (outlook) =>
  outlook.pastDemand.length < FEWEST ? normalTarget(outlook) : (level) => sampleQuantile(outlook.pastDemand, level)

/** Forecast plus the quantile of its own past errors over spans of the same length (Trapero, Cardós & Kourentzes 2019). */
export const errorTarget: TargetRule = (outlook) =>
  outlook.pastErrors.length < FEWEST ? normalTarget(outlook) : (level) => outlook.mean + sampleQuantile(outlook.pastErrors, level)

/** A fixed number of periods of forecast demand, whatever its spread: level ½ is that of lead time and review alone. */
export const coverTarget: TargetRule =
  ({ mean }) =>
  (level) =>
    mean * (1 + normalQuantile(level))

// With fewer spans the highest one is no quantile worth the name.
const FEWEST = 8

function meanSquare(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value * value
  return values.length === 0 ? 0 : sum / values.length
}

/** What independent periods would vary by counts as four spans without overlap. */
function blend(independent: number, observed: number, spans: number): number {
  return (4 * independent + spans * observed) / (4 + spans)
}
