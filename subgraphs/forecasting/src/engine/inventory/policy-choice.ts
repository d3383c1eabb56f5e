import { fillRate, stockCost, type StockCosts, type StockOutcome } from './stock-simulation.ts'

/** What every policy, by its place in the list, came to over the series of one segment; add to it series by series. */
export interface SegmentTrial {
  readonly outcomes: readonly StockOutcome[]
  readonly seriesCount: number
}

export interface PolicyChoice {
  /** Place of the chosen policy in the list. */
  readonly chosen: number
  readonly cost: number
  readonly fillRate: number
  readonly defaultCost: number
  readonly defaultFillRate: number
  readonly seriesCount: number
}

export interface PolicyChoiceOptions {
  readonly costs: StockCosts
  /** Place of the policy that holds unless another one is better. */
  readonly defaultPolicy: number
  /** Series that a segment needs before it may leave the default. */
  readonly fewestSeries: number
}

/** Adds the outcomes of one more series, one a policy. */
export function addToTrial(trial: SegmentTrial | undefined, outcomes: readonly StockOutcome[]): SegmentTrial {
  if (trial === undefined) return { outcomes, seriesCount: 1 }
  if (outcomes.length !== trial.outcomes.length)
    throw new RangeError(`outcomes has ${outcomes.length} entries, wanted ${trial.outcomes.length} as before`)
  return { outcomes: trial.outcomes.map((outcome, policy) => addOutcomes(outcome, outcomes[policy])), seriesCount: trial.seriesCount + 1 }
}

/**
 * The policy of least simulated cost among those that met at least the default's share of demand. Without that floor the cheapest rule is often to hold less
 * and to lose sales, which no planner wants of a safety stock; what it costs is all the same measured with its lost sales.
 */
export function choosePolicy(
  { outcomes, seriesCount }: SegmentTrial,
  { costs, defaultPolicy, fewestSeries }: PolicyChoiceOptions,
): PolicyChoice {
  const standard = outcomes[defaultPolicy]
  if (standard === undefined) throw new RangeError(`defaultPolicy is ${defaultPolicy}, wanted one of 0 to ${outcomes.length - 1}`)
  let chosen = defaultPolicy
  let best = standard
  if (seriesCount >= fewestSeries) {
    for (const [policy, outcome] of outcomes.entries()) {
      if (outcome.lostUnits > standard.lostUnits || stockCost(outcome, costs) >= stockCost(best, costs)) continue
      chosen = policy
      best = outcome
    }
  }
  return {
    chosen,
    cost: stockCost(best, costs),
    fillRate: fillRate(best),
    defaultCost: stockCost(standard, costs),
    defaultFillRate: fillRate(standard),
    seriesCount,
  }
}

/** The sum of two outcomes, such as those of two series. */
export function addOutcomes(one: StockOutcome, other: StockOutcome | undefined): StockOutcome {
  if (other === undefined) return one
  return {
    demandUnits: one.demandUnits + other.demandUnits,
    lostUnits: one.lostUnits + other.lostUnits,
    heldUnits: one.heldUnits + other.heldUnits,
  }
}
