import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { at } from './arrays.ts'
import { demoTenants } from './demo-tenants.ts'
import { checkDigit } from './gtin.ts'
import { type SimulatedRetailer, simulateRetailer } from './simulate-retailer.ts'

const options = { seed: 1, lastDay: '2026-11-22', days: 200, scale: 0.05 }
const small = (seed: number): SimulatedRetailer => simulateRetailer(at(demoTenants, 3).profile, { ...options, seed })

function hashOf(retailer: SimulatedRetailer): string {
  const hash = createHash('sha256')
  const { catalog, stores, inventory, events } = retailer
  for (const row of [...catalog, ...stores, ...inventory, ...events, ...retailer.sales()]) hash.update(JSON.stringify(row))
  return hash.digest('hex')
}

test('the same arguments give the same rows, another seed gives others', () => {
  const hash = hashOf(small(1))
  expect(hashOf(small(1))).toBe(hash)
  expect(hashOf(small(2))).not.toBe(hash)
})

test('sales can be read more than once, ascending by day up to the last day', () => {
  const retailer = small(1)
  const days = [...retailer.sales()].map((row) => row.soldOn)
  expect([...retailer.sales()].map((row) => row.soldOn)).toEqual(days)
  expect(days).toEqual(days.toSorted())
  expect(days.at(-1)).toBe('2026-11-22')
  expect(days).toHaveLength(retailer.salesCount)
})

test('a day that is no date and a time of no days are refused', () => {
  const { profile } = at(demoTenants, 0)
  expect(() => simulateRetailer(profile, { ...options, lastDay: 'Sunday' })).toThrow('wanted a date')
  expect(() => simulateRetailer(profile, { ...options, days: 0 })).toThrow('wanted a whole number')
})

describe.each(demoTenants)('$name', ({ profile, currencyCode }) => {
  const { catalog, stores, inventory, events, sales } = simulateRetailer(profile, { ...options, days: 730 })
  const products = new Map(catalog.map((row) => [row.productExternalId, row]))
  const storeIds = new Set(stores.map((row) => row.externalId))
  const sold = [...sales()]

  test('has 12 to 16 stores, one of them online and one a warehouse that sells nothing', () => {
    expect(stores.length).toBeGreaterThanOrEqual(12)
    expect(stores.length).toBeLessThanOrEqual(16)
    expect(stores.filter((store) => store.kind === 'ONLINE')).toHaveLength(1)
    const warehouses = stores.filter((store) => store.kind === 'WAREHOUSE').map((store) => store.externalId)
    expect(warehouses).toHaveLength(1)
    expect(sold.filter((row) => warehouses.includes(row.storeExternalId))).toEqual([])
  })

  test('names only stores and products that it has', () => {
    const strangers = [...sold, ...inventory].filter((row) => !products.has(row.productExternalId) || !storeIds.has(row.storeExternalId))
    expect(strangers).toEqual([])
  })

  test('gives each SKU keys of its own and a valid barcode', () => {
    expect(products.size).toBe(catalog.length)
    expect(new Set(catalog.map((row) => row.gtin)).size).toBe(catalog.length)
    for (const { gtin } of catalog) {
      expect(gtin).toMatch(/^2\d{12}$/)
      expect(Number(gtin?.at(-1))).toBe(checkDigit(gtin ?? ''))
    }
  })

  test('keeps money whole, in its currency, cost below price and never above full price', () => {
    for (const row of catalog) {
      expect(row.currencyCode).toBe(currencyCode)
      expect(Number.isInteger(row.priceMinor)).toBe(true)
      expect(row.unitCostMinor).toBeLessThan(row.fullPriceMinor ?? row.priceMinor ?? 0)
      expect(row.fullPriceMinor === null || row.fullPriceMinor > (row.priceMinor ?? 0)).toBe(true)
      expect(row.lifecycle !== 'MARKDOWN' || row.fullPriceMinor !== null).toBe(true)
    }
    expect(sold.filter((row) => !Number.isInteger(row.netMinor) || !Number.isInteger(row.fullMinor))).toEqual([])
    expect(sold.filter((row) => row.returnedUnits === 0 && row.netMinor > (row.fullMinor ?? 0))).toEqual([])
  })

  test('has stages that agree with the sales', () => {
    const soldOn = Map.groupBy(
      sold.filter((row) => row.soldUnits > 0),
      (row) => row.productExternalId,
    )
    const inStage = (stage: string) =>
      catalog.filter((row) => row.lifecycle === stage).map((row) => soldOn.get(row.productExternalId) ?? [])
    expect(inStage('PLANNED').flat()).toEqual([])
    expect(inStage('NEW').flatMap((rows) => rows.filter((row) => row.soldOn <= '2026-09-27'))).toEqual([])
    expect(inStage('NEW').flat().length).toBeGreaterThan(0)
    expect(inStage('ACTIVE').filter((rows) => (rows.at(-1)?.soldOn ?? '') > '2026-10-01').length).toBeGreaterThan(0)
  })

  test('tells of events with days in order, and of some after the last day', () => {
    expect(events.every((event) => event.startsOn <= event.endsOn)).toBe(true)
    expect(new Set(events.map((event) => event.externalId)).size).toBe(events.length)
    expect(events.filter((event) => event.kind === 'PROMOTION' && event.startsOn > '2026-11-22').length).toBeGreaterThan(2)
  })
})
