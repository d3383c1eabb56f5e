import { expect, test } from 'vitest'
import { at, sum } from './arrays.ts'
import { dayOf, isoDate, saturday, weekdayOf } from './calendar.ts'
import { demoTenants } from './demo-tenants.ts'
import type { SalesRow } from '@hemisphere/store/import/sales-row.ts'
import { simulateRetailer } from './simulate-retailer.ts'

const { catalog, stores, sales, events } = simulateRetailer(at(demoTenants, 0).profile, {
  seed: 5,
  lastDay: '2026-11-22',
  days: 730,
  scale: 0.4,
})
const rows = [...sales()]
const product = new Map(catalog.map((row) => [row.productExternalId, row]))
const shops = new Set(stores.filter((store) => store.kind === 'SHOP').map((store) => store.externalId))
const groupOf = (row: SalesRow): string => (product.get(row.productExternalId)?.categoryPath ?? []).join('/')
const units = (keep: (row: SalesRow) => boolean): number => sum(rows.filter(keep).map((row) => row.soldUnits))
const inMonth =
  (month: string) =>
  (row: SalesRow): boolean =>
    row.soldOn.slice(5, 7) === month

test('the chain sells more in December than in February', () => {
  expect(units(inMonth('12'))).toBeGreaterThan(1.5 * units(inMonth('02')))
})

test('shops sell more on a Saturday than on a Tuesday', () => {
  const on = (weekday: number): number => units((row) => shops.has(row.storeExternalId) && weekdayOf(dayOf(row.soldOn)) === weekday)
  expect(on(saturday)).toBeGreaterThan(1.5 * on(1))
})

test('swimwear sells in summer and coats in winter', () => {
  const share = (category: string, months: string[]): number => {
    const own = (row: SalesRow): boolean => groupOf(row).includes(category)
    return units((row) => own(row) && months.includes(row.soldOn.slice(5, 7))) / units(own)
  }
  expect(share('Swimwear', ['05', '06', '07', '08'])).toBeGreaterThan(0.7)
  expect(share('Coats', ['09', '10', '11', '12', '01'])).toBeGreaterThan(0.7)
})

test('a promotion sells more at a lower price than the fortnight before it', () => {
  const promoted = events.filter((event) => event.kind === 'PROMOTION' && event.categoryPaths.length > 0 && event.endsOn <= '2026-11-22')
  const total = { before: 0, during: 0, beforeDays: 0, duringDays: 0, net: 0, full: 0 }
  const basics = rows.filter((row) => product.get(row.productExternalId)?.seasonName === null)
  for (const event of promoted) {
    const paths = new Set(event.categoryPaths.map((path) => path.join('/')))
    const before = isoDate(dayOf(event.startsOn) - 14)
    const own = basics.filter((row) => paths.has(groupOf(row)) && row.soldOn >= before && row.soldOn <= event.endsOn)
    if (own.length === 0) continue
    const during = own.filter((row) => row.soldOn >= event.startsOn)
    total.beforeDays += 14
    total.duringDays += dayOf(event.endsOn) - dayOf(event.startsOn) + 1
    total.during += sum(during.map((row) => row.soldUnits))
    total.before += sum(own.map((row) => row.soldUnits)) - sum(during.map((row) => row.soldUnits))
    total.net += sum(during.filter((row) => row.returnedUnits === 0).map((row) => row.netMinor))
    total.full += sum(during.filter((row) => row.returnedUnits === 0).map((row) => row.fullMinor ?? 0))
  }
  expect(total.during / total.duringDays).toBeGreaterThan((1.2 * total.before) / total.beforeDays)
  expect(total.net / total.full).toBeLessThan(0.87)
})

test('stores are of unequal size', () => {
  const sizes = [...shops].map((shop) => units((row) => row.storeExternalId === shop)).toSorted((a, b) => b - a)
  expect(at(sizes, 0)).toBeGreaterThan(3 * at(sizes, sizes.length - 2))
})

test('more comes back online than to shops', () => {
  const rate = (keep: (row: SalesRow) => boolean): number => sum(rows.filter(keep).map((row) => row.returnedUnits)) / units(keep)
  const inShops = rate((row) => shops.has(row.storeExternalId))
  const online = rate((row) => !shops.has(row.storeExternalId))
  expect(online).toBeGreaterThan(2 * inShops)
  expect(inShops).toBeGreaterThan(0.02)
})

test('a good part of a discontinued style went at a markdown, and most of it did not', () => {
  const ended = rows.filter((row) => product.get(row.productExternalId)?.lifecycle === 'DISCONTINUED' && row.returnedUnits === 0)
  const marked = ended.filter((row) => row.netMinor < 0.85 * (row.fullMinor ?? 0))
  const share = sum(marked.map((row) => row.soldUnits)) / sum(ended.map((row) => row.soldUnits))
  expect(share).toBeGreaterThan(0.15)
  expect(share).toBeLessThan(0.6)
})
