import type { PanelMethod } from '../panel/panel.ts'
import { at } from '../vector.ts'

const comparedPeriods = 8
/** Half of the growth is believed to last. */
const believed = 0.5

/** The last season again, times half of the growth (in logarithms) that the last periods show against the same ones a season before. */
export const grownSeason: PanelMethod = {
  name: 'last season with growth',
  forecast: ({ series, season, horizon }) =>
    series.map(({ history }) => {
      const count = history.length
      const compared = Math.min(comparedPeriods, count - season)
      if (season < 2 || compared < 1) return undefined
      let [now, before, squares] = [0, 0, 0]
      for (let back = 1; back <= compared; back++) {
        now += Math.max(0, at(history, count - back))
        before += Math.max(0, at(history, count - back - season))
      }
      // A tenth of a period's mean sales on both sides: nothing is compared with nothing.
      const ballast = (now + before) / compared / 10
      const growth = now + before > 0 ? ((now + ballast) / (before + ballast)) ** believed : 1
      for (let step = season; step < count; step++) squares += (at(history, step) - growth * at(history, step - season)) ** 2
      const deviation = Math.sqrt(squares / (count - season))
      return {
        mean: new Float64Array(horizon).map((_, step) => growth * at(history, count - season + (step % season))),
        deviation: new Float64Array(horizon).fill(deviation),
      }
    }),
}
