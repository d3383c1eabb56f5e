import { addTo } from './arrays.ts'
import { monday, weekdayOf } from './calendar.ts'
import { expectedFactor } from './demand.ts'
import type { Ledger } from './ledger.ts'
import { createRandom } from './prng.ts'
import type { Style } from './styles.ts'
import type { World } from './world.ts'

/** Orders to suppliers: what comes in today, what is ordered today. */
export type Purchasing = {
  /** Gives the warehouse its stock of the evening before the first day. */
  readonly open: () => void
  readonly receive: (day: number) => void
  readonly order: (day: number) => void
}

type PurchaseOrder = { readonly sku: number; readonly units: number; readonly arrivesOn: number }

/** The first delivery of a season's style is there this many days before its launch. */
const deliveredAheadDays = 14
const firstShare = 0.7
const displayUnits = 1.5

/**
 * Buying of a world. A season's style is bought once before launch, on a belief that is wrong by the style's `belief`, and once more when its first sales have halved the error;
 * basics are reviewed each Monday up to a level that covers the lead time and four weeks. Suppliers are late now and then.
 */
export function createPurchasing(world: World, ledger: Ledger): Purchasing {
  const random = createRandom(world.seed, 'purchasing')
  const { range } = world
  const { warehouse } = ledger
  const placed = new Map<number, PurchaseOrder[]>()
  const arriving = new Map<number, PurchaseOrder[]>()

  const commit = (order: PurchaseOrder): void => {
    addTo(warehouse.onOrder, order.sku, order.units)
    append(arriving, order.arrivesOn, order)
  }

  const planSeason = (style: Style, sku: number): void => {
    const demand = baseOf(sku, Infinity) * lifeDemand(style, world.firstDay)
    const display = displayUnits * pairsOf(sku)
    const main = toPacks(firstShare * style.belief * demand + display, style.packSizeUnits)
    const again = toPacks(Math.sqrt(style.belief) * demand + display - main, style.packSizeUnits)
    const firstArrival = style.launchDay - deliveredAheadDays
    const secondArrival = style.launchDay + 28 + random.whole(0, 21)
    if (firstArrival < world.firstDay) stockUp(sku, main)
    else place({ sku, units: main, arrivesOn: firstArrival }, firstArrival - 7 * random.whole(10, 14))
    if (secondArrival < world.firstDay) stockUp(sku, again)
    else if (again > 0) place({ sku, units: again, arrivesOn: secondArrival }, style.launchDay + random.whole(5, 12))
  }

  const place = (order: PurchaseOrder, day: number): void => {
    if (day < world.firstDay) commit(order)
    else append(placed, day, order)
  }
  const stockUp = (sku: number, units: number): void => {
    addTo(warehouse.initial, sku, units)
    addTo(warehouse.onHand, sku, units)
  }
  const pairsOf = (sku: number): number => (range.pairsOfSku[sku + 1] ?? 0) - (range.pairsOfSku[sku] ?? 0)
  const baseOf = (sku: number, day: number): number => {
    let base = 0
    for (let pair = range.pairsOfSku[sku] ?? 0; pair < (range.pairsOfSku[sku + 1] ?? 0); pair++) {
      if ((range.startDay[pair] ?? 0) <= day) base += range.base[pair] ?? 0
    }
    return base
  }

  const reviewBasic = (style: Style, sku: number, day: number): void => {
    const lead = 28 + 7 * (sku % 3)
    const daily = baseOf(sku, day + lead) * expectedFactor(style, Math.max(day + lead, style.launchDay + 28)) * style.belief
    const level = daily * (lead + 28) + 2 * Math.sqrt(daily * (lead + 28)) + displayUnits * pairsOf(sku) * 0.5
    const units = toPacks(level - (warehouse.onHand[sku] ?? 0) - (warehouse.onOrder[sku] ?? 0), style.packSizeUnits)
    // Small orders wait for the next review, as minimum order quantities make them.
    if (units < Math.max(style.packSizeUnits, daily * 10)) return
    const late = random.chance(0.08) ? 7 * random.whole(1, 3) : 0
    commit({ sku, units, arrivesOn: day + lead + late })
  }

  return {
    open() {
      for (const { index, style } of range.skus) {
        if (style.season) planSeason(style, index)
        else if (style.launchDay <= world.firstDay) stockUp(index, toPacks(baseOf(index, world.firstDay) * 50, style.packSizeUnits))
        else
          place(
            {
              sku: index,
              units: toPacks(baseOf(index, Infinity) * 60, style.packSizeUnits),
              arrivesOn: style.launchDay - deliveredAheadDays,
            },
            style.launchDay - 84,
          )
      }
    },
    receive(day) {
      for (const { sku, units } of arriving.get(day) ?? []) {
        addTo(warehouse.onOrder, sku, -units)
        addTo(warehouse.onHand, sku, units)
        addTo(warehouse.received, sku, units)
      }
      arriving.delete(day)
    },
    order(day) {
      for (const order of placed.get(day) ?? []) commit(order)
      placed.delete(day)
      if (weekdayOf(day) !== monday) return
      for (const { index, style } of range.skus) if (!style.season && day >= style.launchDay) reviewBasic(style, index, day)
    },
  }

  function append(map: Map<number, PurchaseOrder[]>, day: number, order: PurchaseOrder): void {
    const list = map.get(day)
    if (list) list.push(order)
    else map.set(day, [order])
  }
}

/** Sum of a style's expected factor over what is left of its life. */
function lifeDemand(style: Style, firstDay: number): number {
  let total = 0
  for (let day = Math.max(style.launchDay, firstDay) + 3; day <= style.endDay; day += 7) total += 7 * expectedFactor(style, day)
  return total
}

function toPacks(units: number, packSizeUnits: number): number {
  return Math.max(0, Math.ceil(units / packSizeUnits)) * packSizeUnits
}
