import { at } from '../vector.ts'
import type { CoverDemand } from './cover-demand.ts'
import { expectedSales, sampleMean, sampleQuantile } from './demand-sample.ts'
import { targetsBy, type StockPolicy } from './policy.ts'
import type { StockCosts } from './stock-simulation.ts'
import type { CoverOutlook } from './target-rules.ts'
import { wantNumber } from './want.ts'

/** What stock is to achieve. */
export type ServiceGoal =
  /** Share of review cycles without a stock-out, above 0 and below 1. */
  | { readonly kind: 'CYCLE_SERVICE'; readonly share: number }
  /** Share of demand met from stock, above 0 and below 1. */
  | { readonly kind: 'FILL_RATE'; readonly share: number }
  /** The least cost of holding and of lost sales. */
  | { readonly kind: 'COST'; readonly costs: StockCosts }
  /** A service level by the policy that was chosen for the segment. */
  | { readonly kind: 'POLICY'; readonly policy: StockPolicy; readonly outlook: CoverOutlook; readonly share: number }

const SMALLEST_SHARE = 1e-6

/** Level up to which to order, in whole units: the smallest that reaches the goal under the simulated demand, or what the policy says. */
export function baseStock(demand: CoverDemand, goal: ServiceGoal): number {
  switch (goal.kind) {
    case 'CYCLE_SERVICE':
      wantShare(goal.share)
      return Math.ceil(sampleQuantile(demand.cover, goal.share))
    case 'COST':
      return Math.ceil(sampleQuantile(demand.cover, criticalRatio(goal.costs)))
    case 'POLICY':
      wantShare(goal.share)
      return Math.round(at(targetsBy(goal.policy.rule, [goal.outlook])(goal.share, goal.policy.zFactor), 0))
    case 'FILL_RATE':
      wantShare(goal.share)
      return smallestFor(demand, goal.share)
  }
}

/** The service level at which holding one unit more costs what it saves: p / (p + h) (Arrow, Harris & Marschak 1951; Zipkin 2000, chapter 6). */
export function criticalRatio({ holding, lostSale }: StockCosts): number {
  wantNumber('costs.holding', holding, { atLeast: Number.MIN_VALUE })
  wantNumber('costs.lostSale', lostSale, { atLeast: Number.MIN_VALUE })
  return lostSale / (lostSale + holding)
}

/**
 * Share of demand that a base stock is expected to meet, 0 to 1: units short in a review cycle are those short at its end less those short at its start,
 * E[(D_L+R − S)₊] − E[(D_L − S)₊] (Silver, Pyke & Thomas 2017, chapter 6, for periodic review); 1 without demand.
 */
export function expectedFillRate({ lead, cover }: Omit<CoverDemand, 'mean'>, units: number): number {
  const [leadMean, coverMean] = [sampleMean(lead), sampleMean(cover)]
  if (coverMean - leadMean <= 0) return 1
  const short = coverMean - expectedSales(cover, units) - (leadMean - expectedSales(lead, units))
  return Math.min(1, Math.max(0, 1 - short / (coverMean - leadMean)))
}

function wantShare(share: number): void {
  wantNumber('goal.share', share, { atLeast: SMALLEST_SHARE, atMost: 1 - SMALLEST_SHARE })
}

function smallestFor(demand: CoverDemand, share: number): number {
  let low = 0
  let high = Math.ceil(at(demand.cover, demand.cover.length - 1))
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (expectedFillRate(demand, middle) >= share) high = middle
    else low = middle + 1
  }
  return low
}
