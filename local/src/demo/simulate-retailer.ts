import { at } from './arrays.ts'
import { dayOf, isoDate } from './calendar.ts'
import { eventRows } from './events.ts'
import type { Ledger } from './ledger.ts'
import { discounted } from './prices.ts'
import { createRandom } from './prng.ts'
import type { RetailerProfile } from './profile.ts'
import type { Sku } from './range.ts'
import type { CatalogRow } from '@hemisphere/catalog/import/catalog-row.ts'
import type { InventoryRow } from '@hemisphere/store/import/inventory-row.ts'
import type { SalesRow } from '@hemisphere/store/import/sales-row.ts'
import type { StoreRow } from '@hemisphere/store/import/store-row.ts'
import type { EventRow } from './event-row.ts'
import type { SalesLog } from './sales-log.ts'
import { simulate } from './simulation.ts'
import { storeRows } from './stores.ts'
import { lifecycleOn, markdownPercent } from './styles.ts'
import { type World, createWorld } from './world.ts'

export type SimulationOptions = {
  readonly seed: number
  /** Last day with sales as an ISO date; a Sunday makes the last week whole. */
  readonly lastDay: string
  readonly days: number
  /** Share of the profile's styles, 1 by default; small worlds are for tests. */
  readonly scale?: number
}

export type SimulatedRetailer = {
  readonly catalog: CatalogRow[]
  readonly stores: StoreRow[]
  /** Stock on the evening of the last day. */
  readonly inventory: InventoryRow[]
  /** Ascending by day; each call begins anew. No row for a day without sale, return or stock-out. */
  readonly sales: () => Iterable<SalesRow>
  readonly salesCount: number
  readonly events: EventRow[]
}

/**
 * Simulates a fashion retailer day by day. The same arguments give the same rows on every machine.
 * RangeError for a day that is no date, or fewer than one day.
 */
export function simulateRetailer(profile: RetailerProfile, options: SimulationOptions): SimulatedRetailer {
  const { seed, days, scale = 1 } = options
  if (!Number.isInteger(days) || days < 1) throw new RangeError(`got ${days} days, wanted a whole number of at least 1`)
  const lastDay = dayOf(options.lastDay)
  const world = createWorld(profile, { seed, firstDay: lastDay - days + 1, lastDay, scale })
  const { log, ledger } = simulate(world)
  return {
    catalog: world.range.skus.map((sku) => catalogRow(world, sku)),
    stores: storeRows(profile, { firstDay: world.firstDay, days }),
    inventory: inventoryRows(world, ledger),
    sales: () => salesRows(world, log),
    salesCount: log.count(),
    events: eventRows(world),
  }
}

function catalogRow({ profile, lastDay }: World, sku: Sku): CatalogRow {
  const { style, color, productExternalId, colorwayExternalId, size, sizeRank, gtin } = sku
  const cut = markdownPercent(style, Math.min(lastDay, style.endDay))
  return {
    productExternalId,
    gtin,
    size,
    sizeRank,
    colorwayExternalId,
    sku: sku.sku,
    styleExternalId: style.externalId,
    styleName: style.name,
    brand: style.brand,
    categoryPath: style.category.path,
    seasonName: style.season?.name ?? null,
    seasonStartsOn: style.season ? isoDate(style.season.startDay) : null,
    seasonEndsOn: style.season ? isoDate(style.season.endDay) : null,
    launchesOn: isoDate(style.launchDay),
    colorName: color.name,
    lifecycle: lifecycleOn(style, lastDay),
    currencyCode: profile.currencyCode,
    priceMinor: discounted(style.fullPriceMinor, cut),
    fullPriceMinor: cut > 0 ? style.fullPriceMinor : null,
    unitCostMinor: style.unitCostMinor,
    packSizeUnits: style.packSizeUnits,
    imageUrl: null,
    attributes: style.attributes,
  }
}

function* salesRows({ range, stores }: World, log: SalesLog): Generator<SalesRow> {
  const storeIds = stores.map((store) => store.row.externalId)
  const productIds = range.skus.map((sku) => sku.productExternalId)
  let today = -Infinity
  let soldOn = ''
  for (let index = 0; index < log.count(); index++) {
    const { day, pair, ...entry } = log.read(index)
    if (day !== today) [today, soldOn] = [day, isoDate(day)]
    yield {
      soldOn,
      storeExternalId: at(storeIds, range.store[pair] ?? 0),
      productExternalId: at(productIds, range.sku[pair] ?? 0),
      ...entry,
    }
  }
}

/** Every SKU × store on sale, and whatever else is on a shelf or on its way. */
function inventoryRows(world: World, ledger: Ledger): InventoryRow[] {
  const { range, stores, styles, lastDay, profile } = world
  const asOf = `${isoDate(lastDay)}T23:59:59.000Z`
  const collected = createRandom(world.seed, 'click and collect')
  const rows: InventoryRow[] = []
  for (let pair = 0; pair < range.pairCount; pair++) {
    const onHandUnits = ledger.onHand[pair] ?? 0
    const inTransitUnits = ledger.inTransit[pair] ?? 0
    const store = at(stores, range.store[pair] ?? 0)
    const onSale = (range.startDay[pair] ?? 0) <= lastDay && at(styles, range.style[pair] ?? 0).endDay >= lastDay
    if (!onSale && onHandUnits === 0 && inTransitUnits === 0) continue
    const reserved = collected.chance(0.03) && onHandUnits > 0 && onSale
    rows.push({
      storeExternalId: store.row.externalId,
      productExternalId: at(range.skus, range.sku[pair] ?? 0).productExternalId,
      onHandUnits,
      inTransitUnits,
      asOf,
      reservedUnits: reserved ? 1 : 0,
      onOrderUnits: 0,
    })
  }
  const warehouse = profile.sites.find((site) => site.kind === 'WAREHOUSE')
  if (!warehouse) return rows
  for (const { index, productExternalId } of range.skus) {
    const onHandUnits = ledger.warehouse.onHand[index] ?? 0
    const onOrderUnits = ledger.warehouse.onOrder[index] ?? 0
    if (onHandUnits + onOrderUnits === 0) continue
    rows.push({
      storeExternalId: warehouse.externalId,
      productExternalId,
      onHandUnits,
      onOrderUnits,
      asOf,
      reservedUnits: 0,
      inTransitUnits: 0,
    })
  }
  return rows
}
