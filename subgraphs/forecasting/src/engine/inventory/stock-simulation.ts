import { at } from '../vector.ts'
import { wantNumber, wantNumbers } from './want.ts'

/** When orders are placed and come in, in periods. */
export interface ReviewCycle {
  /** Periods from an order to its receipt. */
  readonly leadTime: number
  /** Periods between two orders, 1 or more. */
  readonly reviewPeriod: number
}

/** What a unit costs. */
export interface StockCosts {
  /** Cost of a unit in stock at the end of a period. */
  readonly holding: number
  /** Cost of a unit that was asked for and not there. */
  readonly lostSale: number
}

export interface StockRun {
  /** Demand of each period. */
  readonly demand: Float64Array
  /** Level up to which to order, for each period; read at reviews alone. */
  readonly targets: Float64Array
  readonly cycle: ReviewCycle
  /** Units in stock before the first period. */
  readonly startUnits: number
  /** First periods that are run and not counted. */
  readonly warmUp: number
}

/** What became of a run after its warm-up, in units. */
export interface StockOutcome {
  readonly demandUnits: number
  readonly lostUnits: number
  /** Units in stock at the end of each period, added up. */
  readonly heldUnits: number
}

/**
 * Periodic review with order-up-to levels and lost sales (Zipkin 2000, chapter 9; Bijvank & Vis 2011). In each period, in this order: what was ordered a
 * lead time ago comes in; at a review the position, on hand and on order, is raised to the target in whole units; demand is met as far as stock reaches and
 * lost beyond; what is left is held. An order thus has to last lead time + review period.
 */
export function simulateLostSales({ demand, targets, cycle, startUnits, warmUp }: StockRun): StockOutcome {
  wantNumbers('demand', demand, { atLeast: 0 })
  wantNumber('targets.length', targets.length, { atLeast: demand.length, isWhole: true })
  wantNumber('cycle.leadTime', cycle.leadTime, { atLeast: 0, isWhole: true })
  wantNumber('cycle.reviewPeriod', cycle.reviewPeriod, { atLeast: 1, isWhole: true })
  const receipts = new Float64Array(demand.length + cycle.leadTime + 1)
  let onHand = startUnits
  // On hand and on order.
  let position = startUnits
  let demandUnits = 0
  let lostUnits = 0
  let heldUnits = 0
  for (let period = 0; period < demand.length; period++) {
    if (period % cycle.reviewPeriod === 0) {
      const order = Math.max(0, Math.round(at(targets, period)) - position)
      position += order
      receipts[period + cycle.leadTime] = order
    }
    onHand += at(receipts, period)
    const sold = Math.min(onHand, at(demand, period))
    onHand -= sold
    position -= sold
    if (period < warmUp) continue
    demandUnits += at(demand, period)
    lostUnits += at(demand, period) - sold
    heldUnits += onHand
  }
  return { demandUnits, lostUnits, heldUnits }
}

export function stockCost({ heldUnits, lostUnits }: StockOutcome, { holding, lostSale }: StockCosts): number {
  return heldUnits * holding + lostUnits * lostSale
}

/** Share of demand that was met, 0 to 1; 1 without demand. */
export function fillRate({ demandUnits, lostUnits }: StockOutcome): number {
  return demandUnits === 0 ? 1 : 1 - lostUnits / demandUnits
}
