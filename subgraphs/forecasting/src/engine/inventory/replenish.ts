import { baseStock, expectedFillRate, type ServiceGoal } from './base-stock.ts'
import { simulateCoverDemand, type CoverDemandOptions } from './cover-demand.ts'
import { orderQuantity, type OrderLimits, type OrderQuantity, type StockPosition } from './order-quantity.ts'

export interface ReplenishInput {
  readonly demand: CoverDemandOptions
  readonly goal: ServiceGoal
  readonly position: StockPosition
  readonly limits: OrderLimits
}

/** What is needed of one SKU in one store. */
export interface Replenishment {
  /** Expected demand over lead time and review period, in units. */
  readonly demandUnits: number
  /** Units held against uncertain demand and lead time. */
  readonly safetyStockUnits: number
  /** Level up to which to order, which is also the level below which to order: the display minimum is part of it. */
  readonly targetUnits: number
  /** Share of demand that is expected to be met from a stock of the target, 0 to 1. */
  readonly fillRate: number
  readonly order: OrderQuantity
}

/** The need of one SKU in one store: demand over the cover simulated, the base stock that reaches the goal, and the order that lifts the position to it. */
export function replenish({ demand, goal, position, limits }: ReplenishInput): Replenishment {
  const cover = simulateCoverDemand(demand)
  const base = baseStock(cover, goal)
  const targetUnits = Math.max(base, limits.minDisplayUnits)
  return {
    demandUnits: cover.mean,
    safetyStockUnits: base - cover.mean,
    targetUnits,
    fillRate: expectedFillRate(cover, targetUnits),
    order: orderQuantity({ expectedDemand: cover.mean, targetUnits: base, position, limits }),
  }
}
