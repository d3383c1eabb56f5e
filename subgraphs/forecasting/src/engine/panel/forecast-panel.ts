import { levelMethods } from '../intermittent/level-methods.ts'
import { learnedMethod } from '../boosting/learned-method.ts'
import { ownMethods } from '../own/own-methods.ts'
import { grownSeason } from '../pooled/grown-season.ts'
import { priceResponse } from '../pooled/price-response.ts'
import { pooledSeasonalLevel } from '../pooled/seasonal-level.ts'
import { seasonalGroups } from '../pooled/seasonal-groups.ts'
import { at } from '../vector.ts'
import { backtest, combine } from './backtest.ts'
import { chooseCountLaw } from './choose-count-law.ts'
import { calibrateErrors, type Calibration } from './calibrate-errors.ts'
import { chooseOrigins } from './choose-origins.ts'
import { demandClassOf, hasManyZeros, type DemandClass } from './demand-class.ts'
import type { PanelMethod, PanelOptions, PanelSeries, PathForecast } from './panel.ts'
import { quantilesAround } from './quantile-law.ts'
import { viewAt } from './view-at.ts'
import { weighMethods, type WeighingOptions } from './weigh-methods.ts'

/** Forecast of one series of a panel; every vector has one entry a step. */
export interface PanelForecast {
  readonly id: string
  readonly demandClass: DemandClass
  readonly mean: Float64Array
  /** One vector a level of `quantileLevels`, ascending at every step. */
  readonly quantiles: readonly Float64Array[]
  /** Methods that the mean is made of, with their weights. */
  readonly weights: ReadonlyMap<string, number>
}

/**
 * Few origins have seen few parts of a season, and what comes is another one: its error is a new draw beside the mean of n, of variance
 * 1 + 1/n.
 */
const seasonalWidening = (origins: number): number => Math.sqrt(1 + 1 / Math.max(1, origins))

const responses = [
  priceResponse({ name: 'price response', pool: 'ALL', shrinkage: 30, alpha: 0.05, hasLags: false, hasSeason: false }),
  priceResponse({ name: 'price response of the group', pool: 'GROUP', shrinkage: 10, alpha: 0.05, hasLags: false, hasSeason: false }),
  priceResponse({ name: 'price response with lags', pool: 'ALL', shrinkage: 30, alpha: 0.1, hasLags: true, hasSeason: false }),
  priceResponse({ name: 'price response and season', pool: 'ALL', shrinkage: 30, alpha: 0.1, hasLags: false, hasSeason: true }),
]

/** Methods of which a panel's forecast is made. */
export const panelMethods: readonly PanelMethod[] = [
  pooledSeasonalLevel(0.1),
  pooledSeasonalLevel(0.3),
  grownSeason,
  ...ownMethods,
  ...responses,
  ...levelMethods,
  learnedMethod,
]

/**
 * Forecasts all series of a panel together: every method is tried at rolling origins, weights are chosen by class of demand from what came
 * true there, and intervals are calibrated by the errors of the weighted forecast.
 */
export function forecastPanel(
  panel: readonly PanelSeries[],
  options: PanelOptions,
  methods: readonly PanelMethod[] = panelMethods,
): readonly PanelForecast[] {
  const origins = chooseOrigins(panel, options)
  const tellStep = countSteps((origins.backs.length + 1) * methods.length, options.onProgress)
  const watched = methods.map((method) => withStep(method, tellStep))
  const cells = backtest(panel, watched, { ...options, origins })
  const now = viewAt(panel, 0, options)
  const told = watched.map((method) => method.forecast(now))
  const seasonal = seasonalGroups(now)
  const challengers = new Set([...methods.keys()].filter((method) => methods[method]?.isChallenger))
  const kinds = new Map<string, Kind>()
  return now.series.map(({ series, history }, index) => {
    const demandClass = demandClassOf(history)
    const isSeasonal = seasonal.has(series.group) && history.length > options.season
    const forecasts = told.map((byMethod, method) =>
      isSeasonal && isBlind(methods[method], history.length, options) ? undefined : byMethod[index],
    )
    const isSparse = hasManyZeros(history)
    const key = `${isSparse} ${forecasts.map((forecast) => (forecast === undefined ? 0 : 1)).join('')}`
    const kind = kinds.get(key) ?? learn({ cells, forecasts, challengers, isSparse }, options.horizon)
    kinds.set(key, kind)
    const path = combine(forecasts, kind.weights, options.horizon) ?? emptyPath(options.horizon)
    // Of a gap, what was filled in is no value.
    const isWhole = series.values.every((value) => Number.isInteger(value) || Number.isNaN(value))
    const isSigned = history.some((value) => value < 0)
    return {
      id: series.id,
      demandClass,
      mean: isSigned ? path.mean : path.mean.map((value) => Math.max(0, value)),
      quantiles: quantilesAround(path, kind.calibration, {
        id: series.id,
        countShare: isWhole ? kind.countShare : 0,
        isSigned,
        wholeUpFrom: isWhole ? kind.upFrom : undefined,
        widening: isSeasonal ? seasonalWidening(origins.backs.length) : 1,
      }),
      weights: namedWeights(methods, kind.weights),
    }
  })
}

function withStep(method: PanelMethod, tellStep: () => void): PanelMethod {
  return {
    ...method,
    forecast(view) {
      const forecasts = method.forecast(view)
      tellStep()
      return forecasts
    },
  }
}

function countSteps(steps: number, onProgress: PanelOptions['onProgress']): () => void {
  let done = 0
  return () => onProgress?.(++done / steps)
}

/** Whether a method can't know the season of a history of this length. */
function isBlind(method: PanelMethod | undefined, length: number, { season }: PanelOptions): boolean {
  return length < (method?.knowsSeasonFrom ?? 0) * season
}

/** What was learnt for series of one kind. */
interface Kind {
  readonly weights: Float64Array
  readonly calibration: Calibration
  readonly countShare: number
  readonly upFrom: number
}

function learn(options: WeighingOptions, horizon: number): Kind {
  const { cells, isSparse } = options
  const weights = weighMethods(options)
  const alike = cells.flatMap((cell) => {
    const path = cell.isSparse === isSparse ? combine(cell.forecasts, weights, horizon) : undefined
    return path === undefined ? [] : [{ cell, path }]
  })
  const calibration = calibrateErrors(
    alike.map(({ cell: { id, actual, weight }, path: { mean, deviation } }) => ({
      id,
      weight,
      errors: actual.map((value, step) => (value - at(mean, step)) / at(deviation, step)),
    })),
    horizon,
  )
  return { weights, calibration, ...(isSparse ? chooseCountLaw(alike, calibration) : { countShare: 0, upFrom: 0.5 }) }
}

function namedWeights(methods: readonly PanelMethod[], weights: Float64Array): ReadonlyMap<string, number> {
  return new Map(methods.map(({ name }, index) => [name, at(weights, index)] as const).filter(([, weight]) => weight > 0))
}

function emptyPath(horizon: number): PathForecast {
  return { mean: new Float64Array(horizon), deviation: new Float64Array(horizon) }
}
