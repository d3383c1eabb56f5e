import { addTo, at } from './arrays.ts'
import { weekdayOf } from './calendar.ts'
import { expectedFactor } from './demand.ts'
import { exp, ln } from './exact-math.ts'
import type { Ledger } from './ledger.ts'
import type { World } from './world.ts'

/** Goods from the warehouse to the stores. */
export type Replenishment = {
  /** Gives the stores the stock of the evening before the first day. */
  readonly open: () => void
  /** Morning: what is due reaches the stores. */
  readonly receive: (day: number) => void
  /** Evening: the first allocation of what comes on sale next week, then each store's weekly order, both while the warehouse has it. */
  readonly dispatch: (day: number) => void
  /** Whether a store may still get the SKU: something is on its way to it, or could be. */
  readonly mayArrive: (pair: number) => boolean
}

/** The first allocation leaves this many days before the goods are on sale: more than a week, so that every store's delivery day is in between. */
const allocatedAheadDays = 8
const coverDays = 16
const minDisplay = 2
/** No goods go out in the last days of a style's life. */
const lastDispatchDays = 10

/** Replenishment of a world up to a level by pair: expected sales of the cover, safety for their spread, and a unit or two for display. */
export function createReplenishment(world: World, ledger: Ledger): Replenishment {
  const { range, styles, stores } = world
  const { warehouse } = ledger
  const pairsOfStore = stores.map((store) => indexesWhere(range.store, (value) => value === store.index))
  const allocations = groupByDay(range.startDay)
  const expected = new Float64Array(styles.length)

  const expect = (day: number): void => {
    for (const [i, style] of styles.entries()) {
      expected[i] =
        day > style.endDay ? 0 : expectedFactor(style, Math.max(day, style.launchDay + 10)) * believed(style.belief, day - style.launchDay)
    }
  }
  const levelOf = (pair: number): number => {
    const style = at(styles, range.style[pair] ?? 0)
    const demand = (range.base[pair] ?? 0) * (expected[range.style[pair] ?? 0] ?? 0) * coverDays
    return Math.max(minDisplay, Math.ceil(demand + 1.6 * Math.sqrt(demand)) + (style.season ? 0 : 1))
  }
  const send = (pair: number, wanted: number): void => {
    const sku = range.sku[pair] ?? 0
    const units = Math.min(wanted, warehouse.onHand[sku] ?? 0)
    if (units <= 0) return
    addTo(warehouse.onHand, sku, -units)
    addTo(warehouse.sent, sku, units)
    addTo(ledger.inTransit, pair, units)
  }
  const receivePair = (pair: number): void => {
    const units = ledger.inTransit[pair] ?? 0
    if (units === 0) return
    ledger.inTransit[pair] = 0
    addTo(ledger.onHand, pair, units)
    addTo(ledger.received, pair, units)
  }

  return {
    open() {
      expect(world.firstDay)
      for (let pair = 0; pair < range.pairCount; pair++) {
        const style = at(styles, range.style[pair] ?? 0)
        if ((range.startDay[pair] ?? 0) - allocatedAheadDays >= world.firstDay || style.endDay < world.firstDay) continue
        const units = levelOf(pair)
        ledger.initial[pair] = units
        ledger.onHand[pair] = units
      }
    },
    receive(day) {
      for (const store of stores)
        if (store.arrivalWeekday === weekdayOf(day)) for (const pair of at(pairsOfStore, store.index)) receivePair(pair)
    },
    dispatch(day) {
      expect(day + 5)
      for (const pair of allocations.get(day + allocatedAheadDays) ?? []) {
        if (at(styles, range.style[pair] ?? 0).endDay > day + lastDispatchDays) send(pair, 1)
      }
      for (const pair of allocations.get(day + allocatedAheadDays) ?? []) {
        if ((ledger.inTransit[pair] ?? 0) > 0) send(pair, levelOf(pair) - 1)
      }
      for (const store of stores) {
        if (store.dispatchWeekday !== weekdayOf(day) || day < store.openDay) continue
        for (const pair of at(pairsOfStore, store.index)) {
          const style = at(styles, range.style[pair] ?? 0)
          if (day < style.launchDay || day > style.endDay - lastDispatchDays) continue
          send(pair, levelOf(pair) - (ledger.onHand[pair] ?? 0) - (ledger.inTransit[pair] ?? 0))
        }
      }
    },
    mayArrive(pair) {
      const sku = range.sku[pair] ?? 0
      return (ledger.inTransit[pair] ?? 0) > 0 || (warehouse.onHand[sku] ?? 0) > 0 || (warehouse.onOrder[sku] ?? 0) > 0
    },
  }
}

/** The planner's error on a style fades as its sales are seen. */
function believed(belief: number, daysOnSale: number): number {
  return exp(ln(belief) / (1 + Math.max(0, daysOnSale) / 21))
}

function indexesWhere(column: Int32Array, test: (value: number) => boolean): Int32Array {
  const found: number[] = []
  for (const [index, value] of column.entries()) if (test(value)) found.push(index)
  return Int32Array.from(found)
}

function groupByDay(days: Int32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const [index, day] of days.entries()) {
    const group = groups.get(day)
    if (group) group.push(index)
    else groups.set(day, [index])
  }
  return groups
}
