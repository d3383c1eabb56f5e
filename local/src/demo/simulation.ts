import { addTo, at } from './arrays.ts'
import { weekdayOf } from './calendar.ts'
import { clearLeftovers } from './clearance.ts'
import { type Offer, createDemand } from './demand.ts'
import { type Ledger, createLedger } from './ledger.ts'
import { discounted, withoutTax } from './prices.ts'
import { createRandom, negativeBinomial } from './prng.ts'
import { createPurchasing } from './purchasing.ts'
import { createReplenishment } from './replenishment.ts'
import { createReturnsDesk } from './returns.ts'
import { type SalesLog, createSalesLog } from './sales-log.ts'
import type { Store } from './stores.ts'
import type { Style } from './styles.ts'
import type { World } from './world.ts'

/** Shape of the negative binomial of a pair's day: baskets with two of a kind, groups of friends. */
const dayShape = 1.2

/**
 * Runs a world day by day: goods come in, doors open, demand meets stock, returns come back to the shelf at closing, goods and orders go out.
 * Gives the log of sales (ascending by day) and the ledger as it stands after the last day; `onEvening` sees the ledger after each day.
 */
export function simulate(world: World, onEvening?: (day: number, ledger: Ledger) => void): { log: SalesLog; ledger: Ledger } {
  const { stores, styles, range } = world
  const ledger = createLedger(world)
  const log = createSalesLog()
  const purchasing = createPurchasing(world, ledger)
  const replenishment = createReplenishment(world, ledger)
  const demand = createDemand(world)
  const random = createRandom(world.seed, 'demand')
  const desk = createReturnsDesk(createRandom(world.seed, 'returns'), (store, day) => isOpen(world, store, day))
  const back = createReturnColumns(range.pairCount)
  const factors = new Float64Array(stores.length)

  const trade = (style: Style, styleIndex: number, day: number): void => {
    const styleFactor = demand.ofStyle(styleIndex, day)
    const offers = demand.ofStores(styleIndex, day, factors)
    for (const colorway of at(range.colorways, styleIndex)) {
      const factor = styleFactor * demand.ofColor(colorway.color.drift, day)
      for (let pair = colorway.firstPair; pair < colorway.endPair; pair++) {
        const index = range.store[pair] ?? 0
        const open = factors[index] ?? 0
        if (open === 0 || day < (range.startDay[pair] ?? 0)) continue
        const stock = ledger.onHand[pair] ?? 0
        if (stock === 0) {
          if (replenishment.mayArrive(pair)) logDay(day, pair, { soldUnits: 0, price: undefined, outOfStock: true })
          continue
        }
        const units = Math.min(stock, negativeBinomial(random.uniform(), (range.base[pair] ?? 0) * factor * open, dayShape))
        if (units > 0) sell(day, pair, { units, style, store: at(stores, index), offers })
      }
    }
  }

  const sell = (
    day: number,
    pair: number,
    sale: { units: number; style: Style; store: Store; offers: { shop: Offer; online: Offer } },
  ): void => {
    const { units, style, store, offers } = sale
    const { percent } = store.online ? offers.online : offers.shop
    const tax = store.country.taxPerMille
    const price = { netMinor: withoutTax(discounted(style.fullPriceMinor, percent), tax), fullMinor: withoutTax(style.fullPriceMinor, tax) }
    const rate = store.online ? style.category.onlineReturns : style.category.shopReturns
    for (let unit = 0; unit < units; unit++) desk.sell({ pair, day, store, rate, ...price })
    addTo(ledger.onHand, pair, -units)
    addTo(ledger.sold, pair, units)
    logDay(day, pair, { soldUnits: units, price, outOfStock: false })
  }

  const logDay = (
    day: number,
    pair: number,
    line: { soldUnits: number; price: { netMinor: number; fullMinor: number } | undefined; outOfStock: boolean },
  ): void => {
    const { soldUnits, price, outOfStock } = line
    const refund = back.take(pair)
    log.push(day, pair, {
      soldUnits,
      outOfStock,
      returnedUnits: refund.units,
      netMinor: soldUnits * (price?.netMinor ?? 0) - refund.netMinor,
      fullMinor: soldUnits * (price?.fullMinor ?? 0) - refund.fullMinor,
    })
    if (refund.units === 0) return
    addTo(ledger.onHand, pair, refund.units)
    addTo(ledger.returned, pair, refund.units)
  }

  purchasing.open()
  replenishment.open()
  for (let day = world.firstDay; day <= world.lastDay; day++) {
    purchasing.receive(day)
    replenishment.receive(day)
    demand.prepareDay(day)
    const returns = desk.takeBack(day)
    for (const item of returns) back.add(item)
    for (const [i, style] of styles.entries()) if (day >= style.launchDay && day <= style.endDay) trade(style, i, day)
    for (const { pair } of returns) if (back.has(pair)) logDay(day, pair, { soldUnits: 0, price: undefined, outOfStock: false })
    replenishment.dispatch(day)
    purchasing.order(day)
    clearLeftovers(world, ledger, day)
    onEvening?.(day, ledger)
  }
  return { log, ledger }
}

/** Whether a store trades on a day. */
export function isOpen(world: World, store: Store, day: number): boolean {
  if (day < store.openDay || at(store.weekdays, weekdayOf(day)) === 0) return false
  return store.online || at(world.holidays, store.index).get(day)?.trade !== 'CLOSED'
}

/** What comes back today, by pair. */
function createReturnColumns(pairCount: number): {
  add: (item: { pair: number; netMinor: number; fullMinor: number }) => void
  has: (pair: number) => boolean
  take: (pair: number) => { units: number; netMinor: number; fullMinor: number }
} {
  const units = new Int32Array(pairCount)
  const net = new Float64Array(pairCount)
  const full = new Float64Array(pairCount)
  return {
    add(item) {
      addTo(units, item.pair, 1)
      addTo(net, item.pair, item.netMinor)
      addTo(full, item.pair, item.fullMinor)
    },
    has: (pair) => (units[pair] ?? 0) > 0,
    take(pair) {
      const taken = { units: units[pair] ?? 0, netMinor: net[pair] ?? 0, fullMinor: full[pair] ?? 0 }
      units[pair] = 0
      net[pair] = 0
      full[pair] = 0
      return taken
    },
  }
}
