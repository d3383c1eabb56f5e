import { createRandom } from '@hemisphere/forecasting/engine/inventory/random.ts'
import { forecastPanel } from '@hemisphere/forecasting/engine/panel/forecast-panel.ts'
import type { PanelSeries } from '@hemisphere/forecasting/engine/panel/panel.ts'
import type { MeasureBars } from '../bar.ts'

const weeks = 104
const horizon = 13
const season = 52

/** Weekly counts about a level with a yearly swing. */
function simulate(index: number): PanelSeries {
  const random = createRandom(index + 1)
  const level = [0.3, 1, 3, 10, 40][index % 5] ?? 1
  const values = new Float64Array(weeks).map((_, week) => {
    const mean = level * (1 + 0.5 * Math.cos((2 * Math.PI * (week - 40)) / season))
    return Math.round(Math.max(0, mean + Math.sqrt(mean) * 3.46 * (random() - 0.5)))
  })
  return {
    id: `series ${index}`,
    group: `category ${index % 7}`,
    values,
    positions: Int32Array.from({ length: weeks + horizon }, (_, step) => step),
    regressors: [],
  }
}

/** One core: a batch of series fitted, tried at rolling origins and forecast with quantiles. */
export const measureSpeed: MeasureBars = ({ isQuick }) => {
  const panel = Array.from({ length: isQuick ? 100 : 500 }, (_, index) => simulate(index))
  const started = performance.now()
  forecastPanel(panel, { season, horizon })
  const seconds = (performance.now() - started) / 1_000
  return [
    {
      name: `one core: ${panel.length} series of ${weeks} weeks, rolling origins and quantiles; series/s`,
      measured: panel.length / seconds,
      must: { atLeast: 50 },
    },
  ]
}
