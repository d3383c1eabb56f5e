import { at, sumOf } from './vector.ts'
import { fitEts, fitFixedLevel } from './ets.ts'
import type { FitMethod, MethodFit, MethodName } from './method-fit.ts'
import { tryMethods } from './rolling-origin.ts'
import type { Surprise, Trial } from './rolling-origin.ts'
import { ONE_SIDED_95, findSeason, resemblesLastSeason } from './season.ts'
import { fitSeasonalNaive } from './seasonal-naive.ts'
import { fitTheta } from './theta.ts'

interface Method {
  readonly name: MethodName
  readonly fit: FitMethod
}

const SEASONAL_NAIVE: Method = { name: 'SEASONAL_NAIVE', fit: fitSeasonalNaive }
/** The simplest first: a tie goes to the earlier one. */
const METHODS: readonly Method[] = [SEASONAL_NAIVE, { name: 'THETA', fit: fitTheta }, { name: 'ETS', fit: fitEts }]
/** Shorter histories leave nothing to choose by. */
const LEAST_WEEKS_TO_CHOOSE = 10
/** Mean interval between weeks with demand from which demand counts as intermittent (Syntetos, Boylan & Croston 2005). */
const INTERMITTENT_INTERVAL = 1.32

export interface ChosenMethod {
  readonly method: MethodName
  readonly fit: MethodFit
  /** One entry an origin; empty when nothing was tried. */
  readonly surprises: readonly Surprise[]
}

/**
 * The method with the least MASE over rolling origins (RMSSE for intermittent demand), fitted to the whole history. Where the history
 * resembles itself a season ago, but two seasons that agree are not there, a simpler method is left only when it is beaten at
 * 5 % (Diebold & Mariano 1995): a few quiet windows must not lose the peak to come. Untried, because there is nothing to choose
 * by: seasonal naive for less than 10 weeks or no demand at all, a level of fixed weight (ETS) for demand in hardly any week.
 */
export function chooseMethod(history: Float64Array, seasonWeeks: number, horizon: number): ChosenMethod {
  const selling = countSelling(history)
  if (history.length < LEAST_WEEKS_TO_CHOOSE || selling === 0) {
    const fit = fitSeasonalNaive(history, { seasonWeeks, horizon, season: undefined })
    return { method: SEASONAL_NAIVE.name, fit, surprises: [] }
  }
  if (isHardlySelling(history, selling)) {
    return { method: 'ETS', fit: fitFixedLevel(history, horizon), surprises: [] }
  }
  const context = { seasonWeeks, horizon, season: findSeason(history, seasonWeeks) }
  const intermittent = history.length / selling >= INTERMITTENT_INTERVAL
  const fits = METHODS.map(({ fit }) => fit)
  const trials = tryMethods(history, fits, { ...context, intermittent })
  const doubt = !context.season?.stable && resemblesLastSeason(history, seasonWeeks) ? ONE_SIDED_95 : 0
  const tried = METHODS.flatMap((method, index) => {
    const trial = trials[index]
    return trial ? [{ ...method, trial }] : []
  })
  const best = tried.reduce((least, next) => (sumOf(next.trial.losses) < sumOf(least.trial.losses) ? next : least))
  const chosen = tried.find(({ trial }) => !isBeaten(trial, best.trial, doubt)) ?? best
  return { method: chosen.name, fit: chosen.fit(history, context), surprises: chosen.trial.surprises }
}

/** At most 4 weeks with demand among 26 or more, and not a launch: at most one of them in the last 8 weeks. */
function isHardlySelling(history: Float64Array, selling: number): boolean {
  return history.length >= 26 && selling <= 4 && countSelling(history.subarray(-8)) <= 1
}

function countSelling(history: Float64Array): number {
  return history.reduce((count, units) => count + (units > 0 ? 1 : 0), 0)
}

/** Whether the mean loss is above the best one's by more than `doubt` standard errors of the weekly differences. */
function isBeaten({ losses }: Trial, best: Trial, doubt: number): boolean {
  const weeks = losses.length
  const differences = losses.map((loss, week) => loss - at(best.losses, week))
  const mean = sumOf(differences) / weeks
  let squares = 0
  for (const difference of differences) squares += (difference - mean) ** 2
  return mean > doubt * Math.sqrt(squares / Math.max(1, weeks - 1) / weeks)
}
