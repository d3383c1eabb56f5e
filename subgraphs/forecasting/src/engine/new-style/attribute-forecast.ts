import { at, sumOf } from '../vector.ts'
import { attributeColumns, effectsForecast, fitAttributeEffects, type AttributeEffects } from './attribute-effects.ts'
import { foldsOf } from './cross-folds.ts'
import { attributeWeights, findLikeStyles, likeMean, type LikeStyle } from './like-styles.ts'
import { centredError } from './residuals.ts'
import { rowCodes, takeRows, type StyleTable } from './style-table.ts'

/** Shares of a forecast's parts; what they leave is the mean's of all earlier styles. */
export interface Blend {
  /** Share of the like styles' mean. */
  readonly like: number
  /** Share of the effects of attributes. */
  readonly effects: number
}

/** What is known of a new style's log total before it sells. */
export interface AttributeModel {
  readonly table: StyleTable
  /** Weight of each attribute in likeness. */
  readonly weights: Float64Array
  readonly sharpness: number
  readonly effects: AttributeEffects
  readonly blend: Blend
  /** Median of what came true less what was forecast for styles that the fit had not seen. */
  readonly shift: number
  /** Forecast of each earlier style by a fit that had not seen it, moved by `shift`. */
  readonly unseen: Float64Array
}

/** Fewer styles than this can't be set aside in tenths: they are all like styles, with half of the weight. */
export const leastValidated = 20

export const foldCount = 10

const sharpnesses = [1, 4, 16, 64]

const strengths = [1, 3, 10, 30, 100, 300, 1_000]

const shares = [0, 0.25, 0.5, 0.75, 1]

const blends: readonly Blend[] = shares.flatMap((like) =>
  shares.filter((effects) => like + effects <= 1).map((effects) => ({ like, effects })),
)

/**
 * Fits like styles, ridge and blend to earlier styles (at least one). How sharp likeness is, how strong the ridge and who has which share is what forecasts
 * styles best that were set aside, by mean absolute error of log totals after the median is put right (stacking, Wolpert 1992).
 */
export function fitAttributeModel(table: StyleTable): AttributeModel {
  const fitted = { table, weights: attributeWeights(table) }
  if (table.ids.length < leastValidated) {
    const effects = fitAttributeEffects(attributeColumns(table), table.ids.length)
    return { ...fitted, effects, sharpness: 1, blend: { like: 0.5, effects: 0 }, shift: 0, unseen: meansOfOthers(table.logTotals) }
  }
  const parts = unseenParts(table)
  const residualsOf = (forecast: Float64Array): Float64Array => table.logTotals.map((actual, row) => actual - at(forecast, row))
  const { strength, forecast: effectsPart } = least(parts.effects, ({ forecast }) => centredError(residualsOf(forecast)).error)
  const candidates = parts.like.flatMap(({ sharpness, forecast: likePart }) =>
    blends.map((blend) => {
      const forecast = parts.mean.map((mean, row) => blended(blend, { mean, like: at(likePart, row), effects: at(effectsPart, row) }))
      return { sharpness, blend, forecast, ...centredError(residualsOf(forecast)) }
    }),
  )
  const { sharpness, blend, shift, forecast } = least(candidates, ({ error }) => error)
  const effects = fitAttributeEffects(attributeColumns(table), strength)
  return { ...fitted, effects, sharpness, blend, shift, unseen: forecast.map((value) => value + shift) }
}

/** The parts of a forecast of a log total. */
export interface ForecastParts {
  readonly mean: number
  readonly like: number
  readonly effects: number
}

/** The parts for a style with these codes, and its like styles. */
export function forecastParts(model: AttributeModel, codes: Int32Array): ForecastParts & { readonly likeStyles: readonly LikeStyle[] } {
  const likeStyles = findLikeStyles(model.table, codes, model)
  return {
    likeStyles,
    mean: model.effects.mean,
    like: likeMean(likeStyles, model.table.logTotals),
    effects: effectsForecast(model.effects, codes),
  }
}

/** Weighted mean of the parts. */
export function blended({ like, effects }: Blend, parts: ForecastParts): number {
  return parts.mean + like * (parts.like - parts.mean) + effects * (parts.effects - parts.mean)
}

interface UnseenParts {
  readonly mean: Float64Array
  readonly like: readonly { readonly sharpness: number; readonly forecast: Float64Array }[]
  readonly effects: readonly { readonly strength: number; readonly forecast: Float64Array }[]
}

function unseenParts(table: StyleTable): UnseenParts {
  const blank = (): Float64Array => new Float64Array(table.ids.length)
  const mean = blank()
  const like = sharpnesses.map((sharpness) => ({ sharpness, forecast: blank() }))
  const effects = strengths.map((strength) => ({ strength, forecast: blank() }))
  for (const { test, train } of foldsOf(table.ids, foldCount)) {
    const seen = takeRows(table, train)
    const weights = attributeWeights(seen)
    const columns = attributeColumns(seen)
    const fits = effects.map(({ strength, forecast }) => ({ forecast, fit: fitAttributeEffects(columns, strength) }))
    for (const row of test) {
      const codes = rowCodes(table, row)
      mean[row] = columns.moments.responseMean
      for (const { sharpness, forecast } of like)
        forecast[row] = likeMean(findLikeStyles(seen, codes, { weights, sharpness }), seen.logTotals)
      for (const { fit, forecast } of fits) forecast[row] = effectsForecast(fit, codes)
    }
  }
  return { mean, like, effects }
}

/** Mean of all the other values; a lone one is its own. */
function meansOfOthers(values: Float64Array): Float64Array {
  const sum = sumOf(values)
  return values.map((value) => (values.length === 1 ? value : (sum - value) / (values.length - 1)))
}

/** The item of the least cost, the first of equals. */
export function least<Item extends object>(items: readonly Item[], cost: (item: Item) => number): Item {
  const [first, ...others] = items
  if (first === undefined) throw new RangeError('items is empty, wanted at least one')
  let best = first
  let bestCost = cost(first)
  for (const item of others) {
    const itsCost = cost(item)
    if (itsCost < bestCost) {
      best = item
      bestCost = itsCost
    }
  }
  return best
}
