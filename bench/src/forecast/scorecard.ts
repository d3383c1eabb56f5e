import {
  absoluteScale,
  coverage,
  coverageBelow,
  intervalScore,
  meanAbsoluteError,
  meanSquaredError,
  pinballLoss,
  quantileLevels,
  squaredScale,
  symmetricError,
} from '@hemisphere/forecasting/engine/accuracy/scores.ts'
import type { PanelCase } from './data/panel-set.ts'

/** A forecast to be scored; without quantiles only the point is. */
export interface ScoredForecast {
  readonly mean: Float64Array
  /** One vector a level of `quantileLevels`. */
  readonly quantiles?: readonly Float64Array[]
}

/** Means over series, by the protocol of the data's README: scales are mean differences of the training part, between neighbours or a season apart. */
export interface Scorecard {
  readonly count: number
  readonly mase: number
  readonly smape: number
  readonly rmsse: number
  readonly coverage80: number
  readonly coverage95: number
  /** The same with the upper bounds left out. */
  readonly below80: number
  readonly below95: number
  readonly msis95: number
  /** Mean pinball loss over `quantileLevels`, over the scale of MASE. */
  readonly quantileLoss: number
}

type Sums = { -readonly [Score in keyof Scorecard]: number }

/** Scores forecasts of cases; a case without a forecast, or with a constant training part, is left out for all. */
export function scoreCases(
  cases: readonly PanelCase[],
  forecastOf: (one: PanelCase) => ScoredForecast | undefined,
  scaleSeason = 1,
): Scorecard {
  const sums: Sums = {
    count: 0,
    mase: 0,
    smape: 0,
    rmsse: 0,
    coverage80: 0,
    coverage95: 0,
    below80: 0,
    below95: 0,
    msis95: 0,
    quantileLoss: 0,
  }
  for (const one of cases) {
    if (!one.isScored) continue
    const forecast = forecastOf(one)
    const scale = absoluteScale(one.series.values, scaleSeason)
    if (forecast === undefined || !(scale > 0)) continue
    add(sums, { one, forecast, scale })
  }
  const mean = (sum: number): number => sum / sums.count
  return {
    count: sums.count,
    mase: mean(sums.mase),
    smape: mean(sums.smape),
    rmsse: mean(sums.rmsse),
    coverage80: mean(sums.coverage80),
    coverage95: mean(sums.coverage95),
    below80: mean(sums.below80),
    below95: mean(sums.below95),
    msis95: mean(sums.msis95),
    quantileLoss: mean(sums.quantileLoss),
  }
}

interface Adding {
  readonly one: PanelCase
  readonly forecast: ScoredForecast
  readonly scale: number
}

function add(sums: Sums, { one: { series, actual }, forecast: { mean, quantiles }, scale }: Adding): void {
  sums.count++
  sums.mase += meanAbsoluteError(actual, mean) / scale
  sums.smape += symmetricError(actual, mean)
  sums.rmsse += Math.sqrt(meanSquaredError(actual, mean) / squaredScale(series.values, 1))
  const [lowest, low, , high, highest] = quantiles ?? []
  if (quantiles === undefined || lowest === undefined || low === undefined || high === undefined || highest === undefined) return
  sums.coverage80 += coverage(actual, { low, high })
  sums.coverage95 += coverage(actual, { low: lowest, high: highest })
  sums.below80 += coverageBelow(actual, { low, high })
  sums.below95 += coverageBelow(actual, { low: lowest, high: highest })
  sums.msis95 += intervalScore(actual, { low: lowest, high: highest }, 0.05) / scale
  const losses = quantiles.map((quantile, index) => pinballLoss(actual, quantile, quantileLevels[index] ?? 0))
  sums.quantileLoss += losses.reduce((sum, loss) => sum + loss, 0) / losses.length / scale
}

/** Mean of each score over several scorecards, each counting by its number of series. */
export function meanScorecard(cards: readonly Scorecard[]): Scorecard {
  const count = cards.reduce((sum, card) => sum + card.count, 0)
  const mean = (pick: (card: Scorecard) => number): number => cards.reduce((sum, card) => sum + card.count * pick(card), 0) / count
  return {
    count,
    mase: mean(({ mase }) => mase),
    smape: mean(({ smape }) => smape),
    rmsse: mean(({ rmsse }) => rmsse),
    coverage80: mean(({ coverage80 }) => coverage80),
    coverage95: mean(({ coverage95 }) => coverage95),
    below80: mean(({ below80 }) => below80),
    below95: mean(({ below95 }) => below95),
    msis95: mean(({ msis95 }) => msis95),
    quantileLoss: mean(({ quantileLoss }) => quantileLoss),
  }
}
