import { at, sumOf } from './vector.ts'
import type { FitMethod, MethodFit } from './method-fit.ts'
import { findSeason, withoutWeeks } from './season.ts'
import type { Season } from './season.ts'
import { spreadOf } from './spread.ts'

const MOST_ORIGINS = 3
const LONGEST_WINDOW = 13
const LEAST_TRAINING_WEEKS = 6
// One surprise, say the first sale after a year of none, must not widen the spread without bound.
const LARGEST_RATIO = 25

/** How a method did over the origins. */
export interface Trial {
  /** Scaled loss of each week judged, in the same order for each method: |e| / scale, or e² / scale when intermittent. */
  readonly losses: Float64Array
  /** One entry an origin. */
  readonly surprises: readonly Surprise[]
}

/** How far errors of one origin went beyond the predicted variances: squared error / variance, about 1 when these are right. */
export interface Surprise {
  /** Mean over the weeks of the window. */
  readonly weekly: number
  /** Of the window's sum. */
  readonly total: number
}

export interface TrialOptions {
  readonly seasonWeeks: number
  readonly horizon: number
  /** Season of the whole history. */
  readonly season: Season | undefined
  /** Judges by squared errors: on intermittent demand a forecast of nothing has the least absolute error. */
  readonly intermittent: boolean
}

interface Origin {
  readonly start: number
  readonly window: number
}

/**
 * Rolling-origin evaluation (fpp3 §5.10): up to 3 origins a window apart, the last one window before the end, each method fitted to what
 * lies before. The window is the horizon, at most 13 weeks and a third of what training leaves. Errors are scaled by the training
 * part's mean absolute (squared) change from week to week, so that a mean of losses is a MASE (a squared RMSSE).
 * Where only the whole history has two seasons, its indices come from all weeks outside the window, later ones too (block cross-validation,
 * Bergmeir & Benítez 2012): of the window itself they know its part in a year-long average and that there is a season at all.
 */
export function tryMethods(
  history: Float64Array,
  methods: readonly FitMethod[],
  { seasonWeeks, horizon, season: whole, intermittent }: TrialOptions,
): readonly Trial[] {
  const rounds = listOrigins(history.length, seasonWeeks, horizon).map(({ start, window }) => {
    const training = history.subarray(0, start)
    const actual = history.subarray(start, start + window)
    const season = findSeason(training, seasonWeeks) ?? (whole && withoutWeeks(whole, history, { start, end: start + window }))
    const scale = scaleOf(training, intermittent)
    return methods.map((fit) => judge(fit(training, { seasonWeeks, horizon: window, season }), actual, scale))
  })
  return methods.map((_, method) => {
    const outcomes = rounds.flatMap((round) => round[method] ?? [])
    return {
      losses: Float64Array.from(outcomes.flatMap(({ errors }) => (intermittent ? errors.map(square) : errors))),
      surprises: outcomes.map(({ surprise }) => surprise),
    }
  })
}

function listOrigins(weeks: number, seasonWeeks: number, horizon: number): readonly Origin[] {
  const affordable = Math.floor((weeks - LEAST_TRAINING_WEEKS) / MOST_ORIGINS)
  const window = Math.max(1, Math.min(horizon, LONGEST_WINDOW, affordable))
  const origins = Array.from({ length: MOST_ORIGINS }, (_, back) => ({ start: weeks - (back + 1) * window, window }))
  const trainable = origins.filter(({ start }) => start >= LEAST_TRAINING_WEEKS)
  // Before a full season the seasonal naive method is another one: where it can be judged as itself, it is.
  const seasoned = trainable.filter(({ start }) => start >= seasonWeeks)
  return seasoned.length > 0 ? seasoned : trainable
}

function judge(fit: MethodFit, actual: Float64Array, scale: number): { errors: readonly number[]; surprise: Surprise } {
  const spread = spreadOf(fit)
  const differences = actual.map((units, step) => units - at(fit.mean, step))
  const ratios = differences.map((error, step) => ratioOf(error, at(spread.weekly, step)))
  return {
    errors: Array.from(differences, (error) => Math.abs(error) / scale),
    surprise: { weekly: sumOf(ratios) / ratios.length, total: ratioOf(sumOf(differences), at(spread.totals, fit.mean.length - 1)) },
  }
}

function ratioOf(error: number, variance: number): number {
  return error === 0 ? 0 : Math.min(LARGEST_RATIO, (error * error) / Math.max(Number.MIN_VALUE, variance))
}

/** Mean absolute change from week to week, or its root mean square. */
function scaleOf(training: Float64Array, squared: boolean): number {
  let sum = 0
  for (let week = 1; week < training.length; week++) {
    const change = at(training, week) - at(training, week - 1)
    sum += squared ? change * change : Math.abs(change)
  }
  // A constant history has no scale of its own; the errors then stand as they are.
  if (sum === 0) return 1
  const mean = sum / (training.length - 1)
  return squared ? Math.sqrt(mean) : mean
}

function square(value: number): number {
  return value * value
}
