import type { Category } from './categories.ts'
import { exp } from './exact-math.ts'
import type { Color } from './palette.ts'
import type { AttributeValue, Lifecycle } from '@hemisphere/catalog/database-schema.ts'
import type { Season } from './seasons.ts'

export type Markdown = { readonly fromDay: number; readonly percent: number }

/** One design, its selling life and how it sells. */
export type Style = {
  readonly externalId: string
  readonly name: string
  readonly brand: string
  readonly category: Category
  readonly attributes: readonly AttributeValue[]
  /** Null for never-out-of-stock basics. */
  readonly season: Season | null
  readonly drop: number
  readonly launchDay: number
  /** Last day on sale; Infinity for basics. */
  readonly endDay: number
  readonly markdowns: readonly Markdown[]
  readonly fullPriceMinor: number
  readonly unitCostMinor: number
  readonly packSizeUnits: number
  readonly colors: readonly Color[]
  /** Demand beside an average style of the category. */
  readonly appeal: number
  /** Weeks from launch to peak, and how sharp the peak is. */
  readonly peakWeek: number
  readonly sharpness: number
  /** A rise or fall that sets in on a day and is whole four weeks later. */
  readonly turn: { readonly day: number; readonly gain: number } | null
  /** Lasting change of the logarithm of demand a week, counted from a day. */
  readonly slopeFrom: number
  readonly slope: number
  /** Place in the range, 0 is carried by all stores and 1 by the deepest alone. */
  readonly rangeRank: number
  /** What the buyer believes of its demand, beside the truth. */
  readonly belief: number
}

/** Share of a style's best demand on a day of its life: launch, peak, decay; 1 for settled basics, 0 outside its life. */
export function lifeCurve(style: Style, day: number): number {
  if (day < style.launchDay || day > style.endDay) return 0
  const weeks = (day - style.launchDay + 4) / 7
  if (!style.season) return Math.min(1, 0.4 + 0.1 * weeks)
  const x = weeks / style.peakWeek
  // A straight rise to the peak, then an exponential fall to a floor.
  return x < 1 ? x : Math.max(0.11, exp(style.sharpness * (1 - x)))
}

/** Factor of the style's own trend on a day. */
export function trendFactor(style: Style, day: number): number {
  const weeks = Math.min(Math.max((day - style.slopeFrom) / 7, 0), 130)
  const drift = exp(style.slope * weeks)
  if (!style.turn || day <= style.turn.day) return drift
  return drift * (1 + style.turn.gain * Math.min(1, (day - style.turn.day) / 28))
}

/** Markdown in per cent on a day, 0 at full price. */
export function markdownPercent(style: Style, day: number): number {
  let percent = 0
  for (const stage of style.markdowns) if (day >= stage.fromDay) percent = stage.percent
  return percent
}

/** Stage of the selling life at the end of a day. */
export function lifecycleOn(style: Style, day: number): Lifecycle {
  if (day < style.launchDay) return 'PLANNED'
  if (day > style.endDay) return 'DISCONTINUED'
  if (markdownPercent(style, day) > 0) return 'MARKDOWN'
  return day - style.launchDay < 56 ? 'NEW' : 'ACTIVE'
}
