import { pinballLoss, quantileLevels } from '../accuracy/scores.ts'
import type { BacktestCell } from './backtest.ts'
import type { Calibration } from './calibrate-errors.ts'
import type { PathForecast } from './panel.ts'
import { quantilesAround } from './quantile-law.ts'

/** Fractions from which a quantile of counts is rounded up. */
const candidates = [0.5, 0.65, 0.8]
/** As many cells are looked at; of more, every so many. */
const mostCells = 600

export interface RoundingOptions {
  readonly cells: readonly { readonly cell: BacktestCell; readonly path: PathForecast }[]
  readonly calibration: Calibration
  readonly countShare: number
}

/** The rounding by which the quantiles of the looks back lost least, per unit of each series' scale. */
export function chooseRounding({ cells, calibration, countShare }: RoundingOptions): number {
  const every = Math.max(1, Math.ceil(cells.length / mostCells))
  const seen = cells.filter((_, index) => index % every === 0)
  let [best, least] = [0.5, Infinity]
  for (const upFrom of candidates) {
    const loss = seen.reduce((sum, { cell: { id, actual, scale }, path }) => {
      const quantiles = quantilesAround(path, calibration, { id, countShare, isSigned: false, wholeUpFrom: upFrom, widening: 1 })
      return sum + quantileLevels.reduce((all, level, index) => all + pinballLoss(actual, quantiles[index] ?? actual, level), 0) / scale
    }, 0)
    if (loss < least) [best, least] = [upFrom, loss]
  }
  return best
}
