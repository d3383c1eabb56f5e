import type { ServiceGoal } from './base-stock.ts'
import type { CoverDemandOptions } from './cover-demand.ts'
import type { QuantityTerm, QuantityTermKind } from './order-quantity.ts'
import { replenish, type Replenishment, type ReplenishInput } from './replenish.ts'
import { wantNumber } from './want.ts'
import type { WeeklyForecast } from './weekly-demand.ts'

/** Price change over some weeks of the forecast, the first and one past the last; a promotion of 20 % off is −20. */
export interface PriceChange {
  readonly changePercent: number
  readonly fromWeek: number
  readonly toWeek: number
}

/** What a scenario assumes; what is absent stays. */
export interface ScenarioAssumptions {
  readonly leadTimeDeltaDays?: number
  /** Share of demand that shall be met, above 0 and below 100. */
  readonly serviceLevelPercent?: number
  readonly prices?: readonly PriceChange[]
}

export interface ScenarioInput extends ReplenishInput {
  readonly unitPrice: number
  /** Relative change of demand over relative change of price, 0 or below: demand × (new / old price)^elasticity. */
  readonly priceElasticity: number
}

export interface ScenarioPlan extends Replenishment {
  /** Expected demand and revenue of all weeks of the forecast. */
  readonly horizonUnits: number
  readonly horizonRevenue: number
}

export interface ScenarioComparison {
  readonly baseline: ScenarioPlan
  readonly scenario: ScenarioPlan
  readonly demandDelta: number
  readonly revenueDelta: number
  readonly fillRateDelta: number
  /** Difference of the quantities, and by what part; the parts add up to it. */
  readonly quantityDelta: number
  readonly termDeltas: readonly QuantityTerm[]
}

/** Plans as things are and as a scenario assumes, with the same random draws, so that all that differs is due to the assumptions. */
export function compareScenario(input: ScenarioInput, assumptions: ScenarioAssumptions): ScenarioComparison {
  wantNumber('unitPrice', input.unitPrice, { atLeast: 0 })
  wantNumber('priceElasticity', input.priceElasticity, { atMost: 0 })
  const baseline = planOf(input, { demand: input.demand, goal: input.goal, priceFactors: [] })
  const priceFactors = priceFactorsOf(assumptions.prices ?? [])
  const scenario = planOf(input, {
    demand: changeDemand(input, assumptions, priceFactors),
    goal: changeGoal(input.goal, assumptions),
    priceFactors,
  })
  return {
    baseline,
    scenario,
    demandDelta: scenario.horizonUnits - baseline.horizonUnits,
    revenueDelta: scenario.horizonRevenue - baseline.horizonRevenue,
    fillRateDelta: scenario.fillRate - baseline.fillRate,
    quantityDelta: scenario.order.quantity - baseline.order.quantity,
    termDeltas: subtractTerms(scenario.order.terms, baseline.order.terms),
  }
}

interface Assumed {
  readonly demand: CoverDemandOptions
  readonly goal: ServiceGoal
  /** New price over old by week; a week past the end has 1. */
  readonly priceFactors: readonly number[]
}

function planOf({ position, limits, unitPrice }: ScenarioInput, { demand, goal, priceFactors }: Assumed): ScenarioPlan {
  const means = meansOf(demand.forecast)
  let horizonUnits = 0
  let horizonRevenue = 0
  for (const [week, mean] of means.entries()) {
    horizonUnits += mean
    horizonRevenue += mean * unitPrice * (priceFactors[week] ?? 1)
  }
  return { ...replenish({ demand, goal, position, limits }), horizonUnits, horizonRevenue }
}

function changeGoal(goal: ServiceGoal, { serviceLevelPercent }: ScenarioAssumptions): ServiceGoal {
  return serviceLevelPercent === undefined ? goal : { kind: 'FILL_RATE', share: serviceLevelPercent / 100 }
}

function changeDemand(
  { demand, priceElasticity }: ScenarioInput,
  { leadTimeDeltaDays = 0 }: ScenarioAssumptions,
  priceFactors: readonly number[],
): CoverDemandOptions {
  wantNumber('leadTimeDeltaDays', leadTimeDeltaDays)
  const factorOf = (week: number): number => (priceFactors[week] ?? 1) ** priceElasticity
  return {
    ...demand,
    leadTimeDays: Math.max(0, demand.leadTimeDays + leadTimeDeltaDays),
    forecast: scaleForecast(demand.forecast, factorOf),
  }
}

function priceFactorsOf(prices: readonly PriceChange[]): readonly number[] {
  const factors: number[] = []
  for (const [index, { changePercent, fromWeek, toWeek }] of prices.entries()) {
    wantNumber(`prices[${index}].changePercent`, changePercent, { atLeast: -99, atMost: 1_000 })
    wantNumber(`prices[${index}].fromWeek`, fromWeek, { atLeast: 0, isWhole: true })
    wantNumber(`prices[${index}].toWeek`, toWeek, { atLeast: fromWeek, atMost: 520, isWhole: true })
    while (factors.length < toWeek) factors.push(1)
    for (let week = fromWeek; week < toWeek; week++) factors[week] = (factors[week] ?? 1) * (1 + changePercent / 100)
  }
  return factors
}

/** Demand times a factor a week; of a count's variance, the Poisson part grows with the mean and the rest with its square. */
function scaleForecast(forecast: WeeklyForecast, factorOf: (week: number) => number): WeeklyForecast {
  if ('levels' in forecast) {
    return { levels: forecast.levels, quantiles: forecast.quantiles.map((values) => values.map((value, week) => value * factorOf(week))) }
  }
  const { mean, variance } = forecast
  return {
    mean: mean.map((value, week) => value * factorOf(week)),
    variance: variance.map((value, week) => {
      const poisson = Math.min(value, mean[week] ?? 0)
      return poisson * factorOf(week) + (value - poisson) * factorOf(week) ** 2
    }),
  }
}

/** Expected demand by week; of a forecast by quantiles, the mean of its quantile function by trapezoids, flat beyond the outer levels. */
function meansOf(forecast: WeeklyForecast): Float64Array {
  if ('mean' in forecast) return forecast.mean
  const { levels, quantiles } = forecast
  const means = new Float64Array(quantiles[0]?.length ?? 0)
  return means.map((_, week) => {
    let previousLevel = 0
    let previous = quantiles[0]?.[week] ?? 0
    let mean = 0
    for (const [index, level] of levels.entries()) {
      const value = quantiles[index]?.[week] ?? 0
      mean += ((level - previousLevel) * (value + previous)) / 2
      previousLevel = level
      previous = value
    }
    return mean + (1 - previousLevel) * previous
  })
}

function subtractTerms(terms: readonly QuantityTerm[], others: readonly QuantityTerm[]): readonly QuantityTerm[] {
  const units = new Map<QuantityTermKind, number>()
  for (const term of terms) units.set(term.kind, term.units)
  for (const term of others) units.set(term.kind, (units.get(term.kind) ?? 0) - term.units)
  return [...units].filter(([, delta]) => delta !== 0).map(([kind, delta]) => ({ kind, units: delta }))
}
