import { at } from '../vector.ts'

/** Classes of demand by how often and how evenly something is asked for (Syntetos, Boylan & Croston 2005). */
export type DemandClass = 'SMOOTH' | 'ERRATIC' | 'INTERMITTENT' | 'LUMPY'

/** Mean periods between demands from which it is intermittent, and squared coefficient of variation from which sizes are uneven. */
const cutOff = { interval: 1.32, variation: 0.49 }

/** Class of a history by ADI and CV² of its sizes; one that never sold is intermittent. */
export function demandClassOf(history: Float64Array): DemandClass {
  let [count, sum, squares] = [0, 0, 0]
  for (let step = 0; step < history.length; step++) {
    const value = at(history, step)
    if (value === 0) continue
    count++
    sum += value
    squares += value * value
  }
  if (count === 0) return 'INTERMITTENT'
  const mean = sum / count
  const isUneven = mean !== 0 && squares / count / (mean * mean) - 1 > cutOff.variation
  if (history.length / count > cutOff.interval) return isUneven ? 'LUMPY' : 'INTERMITTENT'
  return isUneven ? 'ERRATIC' : 'SMOOTH'
}

/** Share of periods without demand from which absolute errors favour forecasts that are too low. */
const manyZeros = 0.1

/** Whether so many periods are without demand that the mean is no longer near the median. */
export function hasManyZeros(history: Float64Array): boolean {
  const zeros = history.reduce((count, value) => count + (value === 0 ? 1 : 0), 0)
  return zeros >= manyZeros * history.length
}
