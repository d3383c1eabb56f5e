import { pinballLoss, quantileLevels } from '../accuracy/scores.ts'
import type { BacktestCell } from './backtest.ts'
import type { Calibration } from './calibrate-errors.ts'
import type { PathForecast } from './panel.ts'
import { quantilesAround, type QuantileOptions } from './quantile-law.ts'

/** How quantiles of counts are made. */
export interface CountLaw extends Pick<QuantileOptions, 'countShare'> {
  /** Fraction from which a quantile is rounded up. */
  readonly upFrom: number
}

/** Half of the count law at least: where many periods are without demand its steps are real. */
const candidates: readonly CountLaw[] = [0.5, 0.75, 1].flatMap((countShare) => [0.5, 0.65, 0.8].map((upFrom) => ({ countShare, upFrom })))
const [fallback = { countShare: 0.5, upFrom: 0.5 }] = candidates
/** As many cells are looked at; of more, every so many. */
const mostCells = 400

/** The law by which the quantiles of the looks back lost least, per unit of each series' scale. */
export function chooseCountLaw(
  cells: readonly { readonly cell: BacktestCell; readonly path: PathForecast }[],
  calibration: Calibration,
): CountLaw {
  const every = Math.max(1, Math.ceil(cells.length / mostCells))
  const seen = cells.filter((_, index) => index % every === 0)
  let [best, least] = [fallback, Infinity]
  for (const law of candidates) {
    const loss = seen.reduce((sum, { cell: { id, actual, scale }, path }) => {
      const options = { id, countShare: law.countShare, isSigned: false, wholeUpFrom: law.upFrom, widening: 1 }
      const quantiles = quantilesAround(path, calibration, options)
      return sum + quantileLevels.reduce((all, level, index) => all + pinballLoss(actual, quantiles[index] ?? actual, level), 0) / scale
    }, 0)
    if (loss < least) [best, least] = [law, loss]
  }
  return best
}
