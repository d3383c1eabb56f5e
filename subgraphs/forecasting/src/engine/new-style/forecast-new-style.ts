import { at } from '../vector.ts'
import { blended, forecastParts, type Blend } from './attribute-forecast.ts'
import { chosenLikeStyles } from './chosen-like-styles.ts'
import type { LikeStyleWeight } from './edit-like-styles.ts'
import { explainTotal, toUnits, type ForecastStage, type NewStyleTerm } from './explain-total.ts'
import { weeklyUnits } from './launch-curve.ts'
import { likeMean, type LikeStyle } from './like-styles.ts'
import { curveOf, type NewStyleModel } from './new-style-model.ts'
import { learnUpdate, updatedLogTotal, type OwnSalesUpdate } from './own-sales-update.ts'
import { codesOf } from './style-table.ts'
import { recordedSales, unitsByDay, wantStyleSales, type RecordedSales, type StyleAttributes, type StyleSales } from './styles.ts'
import { unitsAtLevel } from './unseen-errors.ts'

/** What a new style is expected to sell from its launch to the end of the horizon. */
export interface NewStyleForecast {
  /** Like styles that are used, or suggested when nobody chose, heaviest first. */
  readonly likeStyles: readonly LikeStyle[]
  readonly total: UnitQuantiles<number>
  /** One entry a week from launch: what was sold where the week is over. The weeks' `units` sum to the total's. */
  readonly weeks: UnitQuantiles<Float64Array>
  /** They sum to the total's `units`. */
  readonly terms: readonly NewStyleTerm[]
}

/** The middle forecast, and the units that are not exceeded with a chance of 10, 50 and 90 %. */
export interface UnitQuantiles<Units> {
  readonly units: Units
  readonly p10: Units
  readonly p50: Units
  readonly p90: Units
}

const levels = { p10: 0.1, p50: 0.5, p90: 0.9 }

/** A new style, and the like styles that a person chose for it. */
export interface NewStyleRequest {
  readonly style: StyleSales
  readonly chosen?: readonly LikeStyleWeight[]
}

/**
 * Forecasts of new styles from their attributes and all that they sold so far; ask again with each observation. Like styles that a person `chose` stand for the
 * style in place of the blend; an empty list gives the choice back.
 */
export function forecastNewStyles(model: NewStyleModel, requests: readonly NewStyleRequest[]): readonly NewStyleForecast[] {
  const updates = new Map<string, OwnSalesUpdate>()
  return requests.map(({ style, chosen = [] }, index) => {
    wantStyleSales(`requests[${index}].style`, style)
    const own = recordedSales(style, model.horizonDays - 1)
    const key = own.days.join()
    const update = updates.get(key) ?? learnUpdate(model, own.days)
    updates.set(key, update)
    return forecastOne(model, update, { attributes: style.attributes, own, chosen })
  })
}

interface Known {
  readonly attributes: StyleAttributes
  /** Recorded sales, on the update's days. */
  readonly own: RecordedSales
  readonly chosen: readonly LikeStyleWeight[]
}

function forecastOne(model: NewStyleModel, update: OwnSalesUpdate, { attributes: attributeValues, own, chosen }: Known): NewStyleForecast {
  const { attributes } = model
  const codes = codesOf(attributes.table.attributes, attributeValues)
  const parts = forecastParts(attributes, codes)
  const isChosen = chosen.length > 0
  const likeStyles = isChosen ? chosenLikeStyles(attributes, codes, chosen) : parts.likeStyles
  const blend: Blend = isChosen ? { like: 1, effects: 0 } : attributes.blend
  const shift = isChosen ? 0 : attributes.shift
  const like = likeMean(likeStyles, attributes.table.logTotals)
  const stage = (effects: number): number => blended({ like: blend.like, effects }, { ...parts, like }) + shift
  const stages: ForecastStage[] = [{ kind: 'ANALOGUE', logTotal: stage(0) }]
  if (!isChosen) {
    stages.unshift({ kind: 'EARLIER_STYLES', logTotal: parts.mean + shift })
    stages.push({ kind: 'ATTRIBUTES', logTotal: stage(blend.effects) })
  }
  const logTotal = updatedLogTotal(update, own.cumulativeUnits, stage(blend.effects))
  if (own.days.length > 0) stages.push({ kind: 'OWN_SALES', logTotal })
  const lastDay = own.days.at(-1) ?? -1
  const sold = unitsByDay(
    own,
    Int32Array.from({ length: lastDay + 1 }, (_, day) => day),
  )
  const soldUnits = at(sold, lastDay)
  const units = Math.max(soldUnits, toUnits(logTotal))
  const curve = curveOf(model, likeStyles, blend.like)
  const weeks = weeklyUnits({ total: units, curve, sold })
  const leastWeeks = weeklyUnits({ total: soldUnits, curve, sold })
  const { errors } = update
  const totalAt = (level: number): number => unitsAtLevel(units, errors.total, { level, least: soldUnits })
  const weeksAt = (level: number): Float64Array =>
    weeks.map((middle, week) => unitsAtLevel(middle, errors.weeks[week] ?? new Float64Array(0), { level, least: at(leastWeeks, week) }))
  return {
    likeStyles,
    total: { units, p10: totalAt(levels.p10), p50: totalAt(levels.p50), p90: totalAt(levels.p90) },
    weeks: { units: weeks, p10: weeksAt(levels.p10), p50: weeksAt(levels.p50), p90: weeksAt(levels.p90) },
    terms: explainTotal(stages, units),
  }
}
