import type { PanelMethod, PathForecast } from '../panel/panel.ts'
import { at } from '../vector.ts'
import { capOutliers } from './cap-outliers.ts'
import {
  aggregateDisaggregate,
  optimisedLevel,
  recentMean,
  smoothedLevel,
  syntetosBoylan,
  teunterSyntetosBabai,
  type Level,
} from './levels.ts'

interface NamedLevel {
  readonly name: string
  readonly level: Level
  /** Made for series with periods without demand; with none it says nothing new, or less than is sold. */
  readonly needsZeros: boolean
}

const levels: readonly NamedLevel[] = [
  { name: 'SES', level: optimisedLevel, needsZeros: false },
  { name: 'SES .2', level: smoothedLevel(0.2), needsZeros: false },
  { name: 'MEAN 6', level: recentMean(6), needsZeros: false },
  { name: 'SBA', level: syntetosBoylan(0.1), needsZeros: true },
  { name: 'TSB', level: teunterSyntetosBabai(0.2, 0.1), needsZeros: true },
  { name: 'ADIDA', level: aggregateDisaggregate, needsZeros: true },
]

/** Quantiles of the own history to which outliers are brought down before; 1 leaves them. */
const caps = [1, 0.97, 0.9]

/** Flat forecasts of series with many zeros, each with and without its outliers. */
export const levelMethods: readonly PanelMethod[] = caps.flatMap((cap) =>
  levels.map(({ name, level, needsZeros }) => ({
    name: cap === 1 ? name : `${name}, outliers at ${cap}`,
    knowsSeasonFrom: Infinity,
    forecast: ({ series, horizon }) =>
      series.map(({ history }) => {
        if (needsZeros && !history.includes(0)) return undefined
        const units = level(cap === 1 ? history : capOutliers(history, cap))
        return flat(units, deviationAbout(history, units), horizon)
      }),
  })),
)

function flat(mean: number, deviation: number, horizon: number): PathForecast {
  return { mean: new Float64Array(horizon).fill(mean), deviation: new Float64Array(horizon).fill(deviation) }
}

/** Root mean square about a level, the recent past counting more: a weight halves in 26 periods. */
function deviationAbout(history: Float64Array, level: number): number {
  const decay = 0.5 ** (1 / 26)
  let [sum, weights] = [0, 0]
  for (let step = 0; step < history.length; step++) {
    sum = decay * sum + (at(history, step) - level) ** 2
    weights = decay * weights + 1
  }
  return Math.sqrt(sum / weights)
}
