import type { PanelMethod, PathForecast, SeriesView } from '../panel/panel.ts'
import { at } from '../vector.ts'
import { periodAt, pooledSeasons } from './pooled-season.ts'

/**
 * Level times pooled season: the level is what was sold against what the season alone would have made of 1, the recent past counting more.
 * For fashion, whose items live too briefly to know their own season.
 */
export function pooledSeasonalLevel(alpha: number): PanelMethod {
  return {
    name: `pooled season, level ${alpha}`,
    forecast(view) {
      const seasons = pooledSeasons(view)
      return view.series.map((one, index) => {
        const season = seasons[index]
        return season === undefined ? undefined : project(one, { season, alpha, horizon: view.horizon })
      })
    },
  }
}

interface Projection {
  readonly season: Float64Array
  readonly alpha: number
  readonly horizon: number
}

function project({ series, history }: SeriesView, { season, alpha, horizon }: Projection): PathForecast {
  const indexAt = (step: number): number => at(season, periodAt(series.positions, step, season.length))
  let [sold, expected, squares, weights] = [0, 0, 0, 0]
  for (let step = 0; step < history.length; step++) {
    const value = at(history, step)
    const index = indexAt(step)
    if (expected > 0) {
      // In units of the index: a strong week errs in proportion.
      squares = (1 - alpha / 4) * squares + (value / index - sold / expected) ** 2
      weights = (1 - alpha / 4) * weights + 1
    }
    sold = (1 - alpha) * sold + value
    expected = (1 - alpha) * expected + index
  }
  const level = sold / expected
  const spread = Math.sqrt(weights > 0 ? squares / weights : 0)
  const ahead = (pick: (index: number, step: number) => number): Float64Array =>
    new Float64Array(horizon).map((_, step) => pick(indexAt(history.length + step), step))
  return {
    mean: ahead((index) => level * index),
    deviation: ahead((index, step) => spread * index * Math.sqrt(1 + step * alpha * alpha)),
  }
}
