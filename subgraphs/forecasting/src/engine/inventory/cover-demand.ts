import type { DemandSample } from './demand-sample.ts'
import { drawGamma } from './gamma-draw.ts'
import { normalProbability, normalQuantile } from './normal-law.ts'
import { createRandom, type Random } from './random.ts'
import { wantNumber } from './want.ts'
import { weekLaws, type WeekLaw, type WeeklyForecast } from './weekly-demand.ts'

/** When stock comes and how long it has to last. */
export interface CoverTime {
  /** Days from order to receipt. */
  readonly leadTimeDays: number
  /** Standard deviation of those days. */
  readonly leadTimeDeviationDays: number
  /** Days between two orders. */
  readonly reviewPeriodDays: number
}

export interface CoverDemandOptions extends CoverTime {
  readonly forecast: WeeklyForecast
  /** Correlation of the errors of any two weeks, 0 to 1: a forecast that is too low this week is likely too low in the next. */
  readonly correlation: number
  readonly draws: number
  /** The same seed gives the same draws. */
  readonly seed: number
}

/** Simulated demand until stock ordered now has come, and until stock ordered at the next review has. */
export interface CoverDemand {
  /** Over the lead time. */
  readonly lead: DemandSample
  /** Over lead time and review period. */
  readonly cover: DemandSample
  /** Expected demand over lead time and review period: the mean of `cover`. */
  readonly mean: number
}

const DAYS_A_WEEK = 7

/**
 * Demand over lead time and over lead time + review period, simulated week by week. The weeks of one draw share a normal factor (a one-factor Gaussian copula,
 * Li 2000), so that each week keeps its own law; the lead time of a draw is gamma with the given mean and deviation (Silver, Pyke & Thomas 2017, chapter 6); of
 * a week that is covered in part, the part of its units that falls on the covered days counts. Beyond the forecast's end its last week goes on.
 */
export function simulateCoverDemand(options: CoverDemandOptions): CoverDemand {
  const { forecast, correlation, draws, seed, leadTimeDays, leadTimeDeviationDays, reviewPeriodDays } = options
  wantNumber('leadTimeDays', leadTimeDays, { atLeast: 0 })
  wantNumber('leadTimeDeviationDays', leadTimeDeviationDays, { atLeast: 0 })
  wantNumber('reviewPeriodDays', reviewPeriodDays, { atLeast: 1 })
  wantNumber('correlation', correlation, { atLeast: 0, atMost: 1 })
  wantNumber('draws', draws, { atLeast: 1, isWhole: true })
  wantNumber('seed', seed, { isWhole: true })
  const laws = weekLaws(forecast)
  const random = createRandom(seed)
  const common = Math.sqrt(correlation)
  const own = Math.sqrt(1 - correlation)
  const lead = new Float64Array(draws)
  const cover = new Float64Array(draws)
  let sum = 0
  for (let draw = 0; draw < draws; draw++) {
    const leadDays = drawLeadTime(random, leadTimeDays, leadTimeDeviationDays)
    const factor = correlation > 0 ? common * normalQuantile(random()) : 0
    const units = drawPath(laws, random, {
      leadWeeks: leadDays / DAYS_A_WEEK,
      coverWeeks: (leadDays + reviewPeriodDays) / DAYS_A_WEEK,
      factor,
      own,
    })
    lead[draw] = units.lead
    cover[draw] = units.cover
    sum += units.cover
  }
  return { lead: lead.sort(), cover: cover.sort(), mean: sum / draws }
}

function drawLeadTime(random: Random, mean: number, deviation: number): number {
  return mean === 0 || deviation === 0 ? mean : drawGamma(random, (mean / deviation) ** 2, mean)
}

interface Path {
  readonly leadWeeks: number
  readonly coverWeeks: number
  readonly factor: number
  readonly own: number
}

function drawPath(laws: readonly WeekLaw[], random: Random, { leadWeeks, coverWeeks, factor, own }: Path): { lead: number; cover: number } {
  let lead = 0
  let cover = 0
  for (let week = 0; week < coverWeeks; week++) {
    const level = own === 1 ? random() : normalProbability(factor + own * normalQuantile(random()))
    const law = laws[Math.min(week, laws.length - 1)]
    const units = law === undefined ? 0 : law(Math.min(1 - 1e-12, Math.max(1e-12, level)))
    const covered = unitsWithin(units, Math.min(1, coverWeeks - week), random)
    cover += covered
    const leadShare = Math.min(1, Math.max(0, leadWeeks - week))
    // Of the covered units, each is as likely on any of the covered days.
    lead += unitsWithin(covered, leadShare / Math.min(1, coverWeeks - week), random)
  }
  return { lead, cover }
}

/** Of so many units, each on a day of its own choice, those that fall within a share of the days: a binomial draw, normal where the count is large. */
function unitsWithin(units: number, share: number, random: Random): number {
  if (share >= 1) return units
  if (share <= 0 || units === 0) return 0
  if (units > 40 || !Number.isInteger(units)) {
    const drawn = units * share + Math.sqrt(units * share * (1 - share)) * normalQuantile(random())
    const kept = Math.min(units, Math.max(0, drawn))
    return Number.isInteger(units) ? Math.round(kept) : kept
  }
  let within = 0
  for (let unit = 0; unit < units; unit++) if (random() < share) within++
  return within
}

/**
 * Correlation of the errors of any two weeks that explains why errors over `weeks` weeks vary more than independent ones would:
 * V = n · v · (1 + (n − 1) · ρ), solved for ρ and kept within 0 and 0.95.
 */
export function commonCorrelation({
  weekVariance,
  coverVariance,
  weeks,
}: {
  weekVariance: number
  coverVariance: number
  weeks: number
}): number {
  if (weeks <= 1 || weekVariance <= 0) return 0
  return Math.min(0.95, Math.max(0, (coverVariance / (weeks * weekVariance) - 1) / (weeks - 1)))
}
