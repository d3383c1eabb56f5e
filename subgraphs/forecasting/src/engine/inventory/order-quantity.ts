import { wantNumber } from './want.ts'

/** The contract's names of the parts of a quantity, and CAPACITY. */
export type QuantityTermKind =
  | 'DEMAND_OVER_COVER'
  | 'SAFETY_STOCK'
  | 'MIN_DISPLAY'
  | 'ON_HAND'
  | 'RESERVED'
  | 'IN_TRANSIT'
  | 'ON_ORDER'
  | 'PACK_ROUNDING'
  | 'ORDER_MINIMUM'
  | 'SOURCE_LIMIT'
  | 'CAPACITY'
  | 'SURPLUS'
  | 'MANUAL_EDIT'

/** A signed part of a quantity, in whole units. */
export interface QuantityTerm {
  readonly kind: QuantityTermKind
  readonly units: number
}

/** A quantity and the parts that add up to it exactly; parts of no units are left out. */
export interface ExplainedQuantity {
  readonly quantity: number
  readonly terms: readonly QuantityTerm[]
}

/** Stock of one SKU in one store, in whole units. */
export interface StockPosition {
  /** Units there; negative where more was booked out than in. */
  readonly onHandUnits: number
  /** Of those, promised to customers. */
  readonly reservedUnits: number
  readonly inTransitUnits: number
  readonly onOrderUnits: number
}

/** What an order has to keep to, in whole units. */
export interface OrderLimits {
  readonly minDisplayUnits: number
  /** Orders are multiples of it, 1 or more. */
  readonly packSizeUnits: number
  /** An order is none or at least this. */
  readonly orderMinimumUnits: number
  /** Most units that the store has room for; absent = no limit. */
  readonly capacityUnits?: number
  /** Most units that the supplier or giving store has; absent = no limit. */
  readonly sourceUnits?: number
}

export interface QuantityInput {
  /** Expected demand over lead time and review period. */
  readonly expectedDemand: number
  /** Level up to which to order. */
  readonly targetUnits: number
  readonly position: StockPosition
  readonly limits: OrderLimits
}

export interface OrderQuantity extends ExplainedQuantity {
  /** Most units that the limits allow. */
  readonly mostUnits: number
}

/** Units to get: what lifts the position to the target, in whole packs, within the limits, and what each part of it is. */
export function orderQuantity(input: QuantityInput): OrderQuantity {
  const { expectedDemand, targetUnits, position, limits } = wantQuantityInput(input)
  const { packSizeUnits: pack, orderMinimumUnits: minimum } = limits
  const terms: QuantityTerm[] = []
  let quantity = 0
  const add = (kind: QuantityTermKind, units: number): void => {
    if (units === 0) return
    terms.push({ kind, units })
    quantity += units
  }
  add('DEMAND_OVER_COVER', Math.round(expectedDemand))
  add('SAFETY_STOCK', targetUnits - Math.round(expectedDemand))
  add('MIN_DISPLAY', Math.max(0, limits.minDisplayUnits - targetUnits))
  add('ON_HAND', -position.onHandUnits)
  add('RESERVED', position.reservedUnits)
  add('IN_TRANSIT', -position.inTransitUnits)
  add('ON_ORDER', -position.onOrderUnits)
  const room = (limits.capacityUnits ?? Infinity) - Math.max(0, position.onHandUnits) - position.inTransitUnits - position.onOrderUnits
  const mostByRoom = wholePacks(room, pack, minimum)
  const most = Math.min(mostByRoom, wholePacks(limits.sourceUnits ?? Infinity, pack, minimum))
  if (quantity <= 0) {
    add('SURPLUS', -quantity)
  } else {
    add('PACK_ROUNDING', Math.ceil(quantity / pack) * pack - quantity)
    add('ORDER_MINIMUM', Math.max(0, Math.ceil(minimum / pack) * pack - quantity))
    add('CAPACITY', Math.min(0, mostByRoom - quantity))
    add('SOURCE_LIMIT', Math.min(0, most - quantity))
  }
  return { quantity, terms, mostUnits: most }
}

/** The whole packs within so many units; none where they fall short of the order minimum. */
function wholePacks(units: number, pack: number, minimum: number): number {
  if (units === Infinity) return Infinity
  const packed = Math.floor(Math.max(0, units) / pack) * pack
  return packed < minimum ? 0 : packed
}

function wantQuantityInput(input: QuantityInput): QuantityInput {
  const { position, limits } = input
  const units = { atLeast: 0, isWhole: true }
  wantNumber('expectedDemand', input.expectedDemand, { atLeast: 0 })
  wantNumber('targetUnits', input.targetUnits, units)
  wantNumber('position.onHandUnits', position.onHandUnits, { isWhole: true })
  wantNumber('position.reservedUnits', position.reservedUnits, units)
  wantNumber('position.inTransitUnits', position.inTransitUnits, units)
  wantNumber('position.onOrderUnits', position.onOrderUnits, units)
  wantNumber('limits.minDisplayUnits', limits.minDisplayUnits, units)
  wantNumber('limits.packSizeUnits', limits.packSizeUnits, { atLeast: 1, isWhole: true })
  wantNumber('limits.orderMinimumUnits', limits.orderMinimumUnits, units)
  if (limits.capacityUnits !== undefined) wantNumber('limits.capacityUnits', limits.capacityUnits, units)
  if (limits.sourceUnits !== undefined) wantNumber('limits.sourceUnits', limits.sourceUnits, units)
  return input
}
