import { at } from '../vector.ts'
import { sampleMean, salesCurve, type DemandSample } from './demand-sample.ts'
import { giveByGain } from './greedy.ts'
import type { ExplainedQuantity, QuantityTerm, QuantityTermKind } from './order-quantity.ts'
import { wantNumber, wantNumbers } from './want.ts'

/** A store that wants some of a limited quantity. */
export interface AllocationStore {
  readonly id: string
  /** Demand until the next allocation. */
  readonly sample: DemandSample
  /** Units there or on their way. */
  readonly stockUnits: number
  readonly minDisplayUnits: number
  readonly packSizeUnits: number
  /** Most units that the store has room for; absent = no limit. */
  readonly capacityUnits?: number
}

export interface AllocationOptions {
  readonly availableUnits: number
  /** A unit is kept back where it is expected to add no more than this share of a sale, 0 or more and below 1. */
  readonly leastGain: number
}

/** What a store is given and why. */
export interface StoreAllocation extends ExplainedQuantity {
  readonly id: string
  readonly expectedSalesBefore: number
  readonly expectedSalesAfter: number
  /** Expected sales that the last unit given adds; 0 where none was given. */
  readonly lastUnitGain: number
}

/**
 * Shares a limited quantity among stores: first whole packs up to the display minima, then wherever the next pack adds most expected sales a unit,
 * E[min(D, s + pack)] − E[min(D, s)]. With packs of one size the second part is optimal, since expected sales are concave in stock.
 */
export function allocate(stores: readonly AllocationStore[], { availableUnits, leastGain }: AllocationOptions): readonly StoreAllocation[] {
  wantNumber('availableUnits', availableUnits, { atLeast: 0, isWhole: true })
  wantNumber('leastGain', leastGain, { atLeast: 0, atMost: 1 - Number.EPSILON })
  const wishes = stores.map((store, index) => wishOf(store, index, leastGain))
  const given = new Float64Array(stores.length)
  let left = availableUnits
  const give = (lastWanted: (wish: Wish) => number): void =>
    giveByGain({
      count: wishes.length,
      nextGain(index) {
        const wish = wishes[index]
        if (wish === undefined || wish.store.packSizeUnits > left || at(given, index) >= lastWanted(wish)) return undefined
        return packGain(wish, at(given, index))
      },
      take(index) {
        const pack = wishes[index]?.store.packSizeUnits ?? 0
        given[index] = at(given, index) + pack
        left -= pack
      },
    })
  give(({ displayUnits }) => displayUnits)
  give(({ units }) => units)
  return wishes.map((wish, index) => explain(wish, at(given, index)))
}

/** What a store would be given if there were enough. */
interface Wish {
  readonly store: AllocationStore
  readonly curve: Float64Array
  /** Packs up to the display minimum. */
  readonly displayUnits: number
  /** Packs in all. */
  readonly units: number
  /** Stock beyond which a unit adds no more than the least gain. */
  readonly targetUnits: number
}

function wishOf(store: AllocationStore, index: number, leastGain: number): Wish {
  const field = `stores[${index}]`
  const whole = { atLeast: 0, isWhole: true }
  wantNumbers(`${field}.sample`, store.sample, { atLeast: 0 })
  wantNumber(`${field}.stockUnits`, store.stockUnits, whole)
  wantNumber(`${field}.minDisplayUnits`, store.minDisplayUnits, whole)
  wantNumber(`${field}.packSizeUnits`, store.packSizeUnits, { atLeast: 1, isWhole: true })
  if (store.capacityUnits !== undefined) wantNumber(`${field}.capacityUnits`, store.capacityUnits, whole)
  const { sample, stockUnits, minDisplayUnits, packSizeUnits: pack, capacityUnits = Infinity } = store
  const topUnits = Math.ceil(at(sample, sample.length - 1))
  const curve = salesCurve(sample, topUnits)
  const room = Math.floor(Math.max(0, capacityUnits - stockUnits) / pack) * pack
  const displayUnits = Math.min(room, Math.ceil(Math.max(0, minDisplayUnits - stockUnits) / pack) * pack)
  let targetUnits = 0
  while (targetUnits < topUnits && at(curve, targetUnits + 1) - at(curve, targetUnits) > leastGain) targetUnits++
  let units = displayUnits
  while (units < room && packGain({ store, curve }, units) > leastGain) units += pack
  return { store, curve, displayUnits, units, targetUnits }
}

/** Expected sales that the next pack adds, a unit. */
function packGain({ store, curve }: Pick<Wish, 'store' | 'curve'>, given: number): number {
  const stock = store.stockUnits + given
  return (salesAt(curve, stock + store.packSizeUnits) - salesAt(curve, stock)) / store.packSizeUnits
}

function salesAt(curve: Float64Array, units: number): number {
  return at(curve, Math.min(units, curve.length - 1))
}

function explain({ store, curve, units, targetUnits }: Wish, quantity: number): StoreAllocation {
  const terms: QuantityTerm[] = []
  let sum = 0
  const add = (kind: QuantityTermKind, part: number): void => {
    if (part === 0) return
    terms.push({ kind, units: part })
    sum += part
  }
  const demand = Math.round(sampleMean(store.sample))
  const room = Math.max(0, (store.capacityUnits ?? Infinity) - store.stockUnits)
  add('DEMAND_OVER_COVER', demand)
  add('SAFETY_STOCK', targetUnits - demand)
  add('MIN_DISPLAY', Math.max(0, store.minDisplayUnits - targetUnits))
  add('ON_HAND', -store.stockUnits)
  if (sum < 0) add('SURPLUS', -sum)
  if (sum > room) add('CAPACITY', room - sum)
  add('PACK_ROUNDING', units - sum)
  add('SOURCE_LIMIT', quantity - units)
  const stock = store.stockUnits + quantity
  return {
    id: store.id,
    quantity,
    terms,
    expectedSalesBefore: salesAt(curve, store.stockUnits),
    expectedSalesAfter: salesAt(curve, stock),
    lastUnitGain: quantity === 0 ? 0 : salesAt(curve, stock) - salesAt(curve, stock - 1),
  }
}
