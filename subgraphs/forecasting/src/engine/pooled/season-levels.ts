import { at } from '../vector.ts'

/** Mean of the season around each value: the window is centred, and the nearest whole one at both ends. One value a period; at least a season. */
export function seasonLevels(history: Float64Array, season: number): Float64Array {
  const sums = new Float64Array(history.length + 1)
  for (let step = 0; step < history.length; step++) sums[step + 1] = at(sums, step) + at(history, step)
  return history.map((_, step) => {
    const start = Math.max(0, Math.min(history.length - season, step - Math.floor(season / 2)))
    return (at(sums, start + season) - at(sums, start)) / season
  })
}
