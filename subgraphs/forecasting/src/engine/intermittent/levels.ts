import { minimiseOnInterval } from '../golden-section.ts'
import { at, sumOf } from '../vector.ts'

/** Expected demand of each period ahead, the same for all; from a history of at least one value. */
export type Level = (history: Float64Array) => number

/** Simple exponential smoothing with a fixed weight, from the mean as starting level. */
export function smoothedLevel(alpha: number): Level {
  return (history) => {
    let level = sumOf(history) / history.length
    for (const value of history) level += alpha * (value - level)
    return level
  }
}

const alphas = [0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.95]

/** Simple exponential smoothing, its weight by least squares of the one-step errors (fpp3 §8.1); it starts at the mean of the first five. */
export function optimisedLevel(history: Float64Array): number {
  const first = history.subarray(0, 5)
  const start = sumOf(first) / first.length
  const run = (alpha: number): { readonly level: number; readonly error: number } => {
    let level = start
    let error = 0
    for (const value of history) {
      error += (value - level) ** 2
      level += alpha * (value - level)
    }
    return { level, error }
  }
  return run(minimiseOnInterval((alpha) => run(alpha).error, alphas)).level
}

/** Mean of the last values. */
export function recentMean(count: number): Level {
  return (history) => {
    const recent = history.subarray(-count)
    return sumOf(recent) / recent.length
  }
}

/** Croston's method (1972) with the correction of Syntetos & Boylan (2005): sizes and intervals smoothed apart. */
export function syntetosBoylan(alpha: number): Level {
  return (history) => {
    let [size, interval, since] = [0, 0, 1]
    for (const value of history) {
      if (value === 0) {
        since++
        continue
      }
      size = interval === 0 ? value : size + alpha * (value - size)
      interval = interval === 0 ? since : interval + alpha * (since - interval)
      since = 1
    }
    return interval === 0 ? 0 : ((1 - alpha / 2) * size) / interval
  }
}

/** Teunter, Syntetos & Babai (2011): how probable demand is and how large are smoothed apart, the first in every period, so that it fades. */
export function teunterSyntetosBabai(alpha: number, beta: number): Level {
  return (history) => {
    let [count, sum] = [0, 0]
    for (const value of history) {
      if (value !== 0) count++
      sum += value
    }
    if (count === 0) return 0
    let [probability, size] = [count / history.length, sum / count]
    for (const value of history) {
      probability += alpha * ((value === 0 ? 0 : 1) - probability)
      if (value !== 0) size += beta * (value - size)
    }
    return probability * size
  }
}

/** ADIDA (Nikolopoulos et al. 2011): smoothed in buckets of the mean interval between demands, then spread evenly. */
export function aggregateDisaggregate(history: Float64Array): number {
  const count = history.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0)
  if (count === 0) return 0
  const width = Math.ceil(history.length / count)
  const buckets = Math.floor(history.length / width)
  const start = history.length - buckets * width
  const sums = new Float64Array(buckets)
  for (let step = start; step < history.length; step++) {
    const bucket = Math.floor((step - start) / width)
    sums[bucket] = at(sums, bucket) + at(history, step)
  }
  return optimisedLevel(sums) / width
}
