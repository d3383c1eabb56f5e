import { at } from '../vector.ts'
import type { BacktestCell } from './backtest.ts'
import { chooseWeights } from './choose-weights.ts'
import type { PathForecast } from './panel.ts'

/** What a bias common to all series costs beside the errors: outliers aside, sparse series are forecast best by too little. */
const biasShare = 0.1

/** As many cells are looked at; of more, every so many. */
const mostCells = 1_200

export interface WeighingOptions {
  readonly cells: readonly BacktestCell[]
  /** One entry a method; undefined where it is of no use to the series. */
  readonly forecasts: readonly (PathForecast | undefined)[]
  /** Numbers of the methods that have to earn all of their weight. */
  readonly challengers: ReadonlySet<number>
  readonly isSparse: boolean
}

/**
 * Weights of the methods for series of the kind of one: as sparse, and forecast by the same methods. Pooled over all such series and
 * origins. Where many periods are without demand squares are weighed, since by absolute errors nothing beats a forecast of zero.
 */
export function weighMethods({ cells, forecasts, challengers, isSparse }: WeighingOptions): Float64Array {
  const available = forecasts.map((forecast) => forecast !== undefined)
  const alike = cells.filter(
    (cell) => cell.isSparse === isSparse && available.every((is, method) => !is || cell.forecasts[method] !== undefined),
  )
  const methods = [...available.keys()].filter((method) => available[method])
  const chosen = chooseWeights({
    candidates: methods.length,
    isChallenger: (candidate) => challengers.has(methods[candidate] ?? -1),
    evidence: alike.length,
    lossOf: lossOver(thin(alike), methods, isSparse ? 'SQUARED' : 'ABSOLUTE'),
  })
  const weights = new Float64Array(available.length)
  for (const [index, method] of methods.entries()) weights[method] = at(chosen, index)
  return weights
}

function lossOver(
  cells: readonly BacktestCell[],
  methods: readonly number[],
  kind: 'ABSOLUTE' | 'SQUARED',
): (weights: Float64Array) => number {
  const matrices = cells.map(({ forecasts, actual, scale, squaredScale, weight }) => ({
    means: methods.map((method) => forecasts[method]?.mean ?? new Float64Array(actual.length)),
    actual,
    scale: (kind === 'SQUARED' ? squaredScale : scale) / weight,
  }))
  const all = cells.reduce((sum, { weight }) => sum + weight, 0)
  return (weights) => {
    let [total, bias] = [0, 0]
    for (const { means, actual, scale } of matrices) {
      let [sum, signed, count] = [0, 0, 0]
      for (let step = 0; step < actual.length; step++) {
        let error = -at(actual, step)
        if (Number.isNaN(error)) continue
        for (let index = 0; index < means.length; index++) {
          const weight = at(weights, index)
          if (weight !== 0) error += weight * (means[index]?.[step] ?? 0)
        }
        signed += error
        sum += kind === 'SQUARED' ? error * error : Math.abs(error)
        count++
      }
      if (count === 0) continue
      total += (kind === 'SQUARED' ? Math.sqrt(sum / count) : sum / count) / scale
      bias += signed / count / scale
    }
    if (cells.length === 0) return 1
    return (total + (kind === 'SQUARED' ? biasShare * Math.abs(bias) : 0)) / all
  }
}

function thin(cells: readonly BacktestCell[]): readonly BacktestCell[] {
  const every = Math.ceil(cells.length / mostCells)
  return every <= 1 ? cells : cells.filter((_, index) => index % every === 0)
}
