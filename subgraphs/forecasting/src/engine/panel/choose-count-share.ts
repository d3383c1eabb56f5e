import { pinballLoss, quantileLevels } from '../accuracy/scores.ts'
import type { BacktestCell } from './backtest.ts'
import type { Calibration } from './calibrate-errors.ts'
import type { PathForecast } from './panel.ts'
import { quantilesAround, type CountShare } from './quantile-law.ts'

const shares: readonly CountShare[] = [0, 0.5, 1]
/** As many cells are looked at; of more, every so many. */
const mostCells = 600

/** The share of the count law by which the quantiles of the looks back lost least, per unit of each series' scale. */
export function chooseCountShare(
  cells: readonly { readonly cell: BacktestCell; readonly path: PathForecast }[],
  calibration: Calibration,
): CountShare {
  const every = Math.max(1, Math.ceil(cells.length / mostCells))
  const seen = cells.filter((_, index) => index % every === 0)
  let [best, least]: [CountShare, number] = [0, Infinity]
  for (const countShare of shares) {
    const loss = seen.reduce((sum, { cell: { id, actual, scale }, path }) => {
      const quantiles = quantilesAround(path, calibration, { id, countShare, isSigned: false, isWhole: true, widening: 1 })
      return sum + quantileLevels.reduce((all, level, index) => all + pinballLoss(actual, quantiles[index] ?? actual, level), 0) / scale
    }, 0)
    if (loss < least) [best, least] = [countShare, loss]
  }
  return best
}
