import type { PanelMethod, PanelView, PathForecast, SeriesView } from '../panel/panel.ts'
import { addMoments, momentsOf, type Moments } from '../regression/moments.ts'
import { solveSymmetric } from '../regression/solve-symmetric.ts'
import { at } from '../vector.ts'
import { periodAt, pooledSeasons } from './pooled-season.ts'

export interface PriceResponse {
  readonly name: string
  /** Whose slopes a series' own are drawn to: of its group, or of all. */
  readonly pool: 'GROUP' | 'ALL'
  /** By how many periods of typical variation the pool outweighs the series' own past. */
  readonly shrinkage: number
  /** Weight of the newest residual in the level. */
  readonly alpha: number
  /** Whether the past period's regressors count, too: a promotion is bought ahead for. */
  readonly hasLags: boolean
  /** Whether the pooled season is taken out first. */
  readonly hasSeason: boolean
}

/** Share of the mean that is added before logarithms, so that zeros have one. */
const offsetShare = 0.01

/**
 * Log-linear response to what is known beforehand, such as price and promotion: log(y) = level + β·x, β of each series drawn by a ridge
 * to that of its pool, the level following the residuals by exponential smoothing. Regressors that are positive throughout enter by their logarithm.
 */
export function priceResponse(options: PriceResponse): PanelMethod {
  return {
    name: options.name,
    forecast(view) {
      const seasons = options.hasSeason ? pooledSeasons(view) : []
      const problems = view.series.map((one, index) => poseProblem(one, { view, options, season: seasons[index] }))
      const pools = poolSlopes(problems, options.pool)
      return problems.map((problem) => (problem === undefined ? undefined : project(problem, { pools, options, view })))
    },
  }
}

interface Problem {
  readonly key: string
  readonly columns: readonly Float64Array[]
  readonly response: Float64Array
  readonly moments: Moments
  readonly offset: number
  /** Logarithm of the season's index at a step; 0 without one. */
  readonly seasonAt: (step: number) => number
}

interface Posing {
  readonly view: PanelView
  readonly options: PriceResponse
  readonly season: Float64Array | undefined
}

const leastValues = 6

function poseProblem({ series, history }: SeriesView, { options, season }: Posing): Problem | undefined {
  if (series.regressors.length === 0 || history.length < leastValues || (options.hasSeason && season === undefined)) return undefined
  const mean = history.reduce((sum, value) => sum + Math.max(0, value), 0) / history.length
  if (mean <= 0) return undefined
  const offset = offsetShare * mean
  const seasonAt = (step: number): number =>
    season === undefined ? 0 : Math.log(at(season, periodAt(series.positions, step, season.length)) + offsetShare)
  const response = history.map((value, step) => Math.log(Math.max(0, value) + offset) - seasonAt(step))
  const plain = series.regressors.map(withLogarithm)
  const columns = options.hasLags ? [...plain, ...plain.map((column) => column.map((_, step) => at(column, Math.max(0, step - 1))))] : plain
  const key = options.pool === 'GROUP' ? series.group : ''
  return { key, columns, response, moments: momentsOf(columns, response), offset, seasonAt }
}

function withLogarithm(column: Float64Array): Float64Array {
  return column.every((value) => value > 0) ? column.map(Math.log) : column
}

interface Pool {
  readonly slopes: Float64Array
  /** Mean variance of each column within the series. */
  readonly variances: Float64Array
}

function poolSlopes(problems: readonly (Problem | undefined)[], kind: PriceResponse['pool']): ReadonlyMap<string, Pool> {
  const byKey = new Map<string, Moments[]>()
  for (const problem of problems) {
    if (problem === undefined) continue
    const key = kind === 'GROUP' ? problem.key : ''
    const members = byKey.get(key)
    if (members === undefined) byKey.set(key, [problem.moments])
    else members.push(problem.moments)
  }
  const pools = new Map<string, Pool>()
  for (const [key, members] of byKey) {
    const sum = addMoments(members)
    if (sum === undefined) continue
    const size = sum.responseProducts.length
    pools.set(key, {
      slopes: solveSymmetric(sum.crossProducts, sum.responseProducts),
      variances: new Float64Array(size).map((_, column) => at(sum.crossProducts, column * size + column) / sum.count),
    })
  }
  return pools
}

interface Projecting {
  readonly pools: ReadonlyMap<string, Pool>
  readonly options: PriceResponse
  readonly view: PanelView
}

function project(problem: Problem, { pools, options, view }: Projecting): PathForecast | undefined {
  const pool = pools.get(problem.key)
  if (pool === undefined) return undefined
  const slopes = drawToPool(problem.moments, pool, options.shrinkage)
  const { columns, response, offset, seasonAt } = problem
  const effectAt = (step: number): number => columns.reduce((sum, column, index) => sum + at(slopes, index) * at(column, step), 0)
  let [level, weight, squares] = [0, 0, 0]
  for (let step = 0; step < response.length; step++) {
    const residual = at(response, step) - effectAt(step)
    if (step > 0) squares += (residual - level / weight) ** 2
    level = (1 - options.alpha) * level + residual
    weight = (1 - options.alpha) * weight + 1
  }
  const spread = Math.sqrt(squares / Math.max(1, response.length - 1))
  const mean = new Float64Array(view.horizon).map((_, step) => {
    const ahead = response.length + step
    return Math.max(0, Math.exp(level / weight + effectAt(ahead) + seasonAt(ahead)) - offset)
  })
  return { mean, deviation: mean.map((units) => (units + offset) * spread) }
}

/** (X′X + k·V)⁻¹ (X′y + k·V·β_pool), V the variances of the columns. */
function drawToPool({ crossProducts, responseProducts }: Moments, { slopes, variances }: Pool, shrinkage: number): Float64Array {
  const size = responseProducts.length
  const matrix = crossProducts.slice()
  const rightSide = responseProducts.slice()
  for (let column = 0; column < size; column++) {
    const weight = shrinkage * at(variances, column)
    matrix[column * size + column] = at(matrix, column * size + column) + weight
    rightSide[column] = at(rightSide, column) + weight * at(slopes, column)
  }
  return solveSymmetric(matrix, rightSide)
}
