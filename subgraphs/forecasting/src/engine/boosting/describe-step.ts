import type { SeriesView } from '../panel/panel.ts'
import { at } from '../vector.ts'

/** What one series looks like from an origin: figures that hold for all steps ahead. */
export interface OriginFacts {
  /** By it everything is divided; above zero. */
  readonly level: number
  readonly recent: readonly number[]
}

const windows = [1, 2, 4, 8, 13, 26]

/** Facts of the first `count` values; undefined where nothing was sold in sight. */
export function factsAt({ history }: SeriesView, count: number): OriginFacts | undefined {
  const means = windows.map((window) => meanOf(history, Math.max(0, count - window), count))
  const long = meanOf(history, Math.max(0, count - 52), count)
  const level = Math.max(means[3] ?? 0, long)
  if (!(level > 0)) return undefined
  let [sinceLast, zeros, ups] = [0, 0, 0]
  for (let step = count - 1; step >= 0 && at(history, step) === 0; step--) sinceLast++
  for (let step = Math.max(0, count - 13); step < count; step++) {
    if (at(history, step) === 0) zeros++
    ups = Math.max(ups, at(history, step))
  }
  return { level, recent: [...means.map((mean) => mean / level), long / level, sinceLast, zeros / Math.min(13, count), ups / level] }
}

export interface StepOptions {
  readonly view: SeriesView
  readonly facts: OriginFacts
  readonly count: number
  /** Steps ahead, from 1. */
  readonly ahead: number
  readonly season: number
}

/**
 * One row of features: the origin's facts, how far ahead, the same periods a season before, and what is known beforehand, against its own
 * past. Neither age nor date is among them: a tree would learn those by heart.
 */
export function describeStep({ view, facts, count, ahead, season }: StepOptions): readonly number[] {
  const { history, series } = view
  const before = count + ahead - 1 - season
  const seasonal = season > 1 && before >= 0 && before < count
  const near = seasonal ? meanOf(history, Math.max(0, before - 1), Math.min(count, before + 2)) / facts.level : Number.NaN
  const known = series.regressors.flatMap((column) => {
    const value = at(column, count + ahead - 1)
    const usual = meanOf(column, Math.max(0, count - 26), count)
    const isRatio = value > 0 && usual > 0
    return [isRatio ? Math.log(value / usual) : value - usual, value - at(column, Math.max(0, count + ahead - 2))]
  })
  return [...facts.recent, ahead, seasonal ? at(history, before) / facts.level : Number.NaN, near, ...known]
}

function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0
  for (let step = from; step < to; step++) sum += at(values, step)
  return to > from ? sum / (to - from) : 0
}
