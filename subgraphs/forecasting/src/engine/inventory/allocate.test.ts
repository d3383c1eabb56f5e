import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allocate, type AllocationStore } from './allocate.ts'
import { expectedSales } from './demand-sample.ts'

const sample = fc.array(fc.nat(5), { minLength: 1, maxLength: 5 }).map((draws) => Float64Array.from(draws).sort())
const anyStore: fc.Arbitrary<AllocationStore> = fc.record({
  id: fc.constant('S'),
  sample,
  stockUnits: fc.nat(4),
  minDisplayUnits: fc.nat(3),
  packSizeUnits: fc.integer({ min: 1, max: 3 }),
  capacityUnits: fc.nat(8),
})
const plainStore = anyStore.map((store) => ({ ...store, minDisplayUnits: 0, packSizeUnits: 1, capacityUnits: 20 }))

test('units go where one more is most likely to be sold', () => {
  const stores = [
    { id: 'A', sample: Float64Array.of(0, 1, 2, 3), stockUnits: 0, minDisplayUnits: 0, packSizeUnits: 1 },
    { id: 'B', sample: Float64Array.of(2, 2, 2, 2), stockUnits: 0, minDisplayUnits: 0, packSizeUnits: 1 },
  ]
  // The next unit sells with certainty twice at B, then with ¾, ½ and ¼ at A.
  expect(allocate(stores, { availableUnits: 3, leastGain: 0 }).map(({ quantity }) => quantity)).toEqual([1, 2])
  expect(allocate(stores, { availableUnits: 9, leastGain: 0.4 }).map(({ quantity }) => quantity)).toEqual([2, 2])
  const [limited] = allocate(stores, { availableUnits: 3, leastGain: 0 })
  expect(limited?.terms).toEqual([
    { kind: 'DEMAND_OVER_COVER', units: 2 },
    { kind: 'SAFETY_STOCK', units: 1 },
    { kind: 'SOURCE_LIMIT', units: -2 },
  ])
  expect(limited).toMatchObject({ expectedSalesBefore: 0, expectedSalesAfter: 0.75, lastUnitGain: 0.75 })
})

test('display minima come first', () => {
  const stores = [
    { id: 'A', sample: Float64Array.of(5, 5), stockUnits: 0, minDisplayUnits: 0, packSizeUnits: 1 },
    { id: 'B', sample: Float64Array.of(0, 1), stockUnits: 0, minDisplayUnits: 2, packSizeUnits: 1 },
  ]
  expect(allocate(stores, { availableUnits: 3, leastGain: 0 }).map(({ quantity }) => quantity)).toEqual([1, 2])
})

test('no more is given than there is, in whole packs within the room, and the terms add up', () => {
  fc.assert(
    fc.property(
      fc.array(anyStore, { maxLength: 5 }),
      fc.nat(20),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      (stores, availableUnits, leastGain) => {
        const given = allocate(stores, { availableUnits, leastGain })
        expect(given.reduce((sum, { quantity }) => sum + quantity, 0)).toBeLessThanOrEqual(availableUnits)
        for (const [index, { quantity, terms }] of given.entries()) {
          const { packSizeUnits = 1, stockUnits = 0, capacityUnits = 0 } = stores[index] ?? {}
          expect(quantity % packSizeUnits).toBe(0)
          expect(quantity === 0 || stockUnits + quantity <= capacityUnits).toBe(true)
          expect(terms.reduce((sum, { units }) => sum + units, 0)).toBe(quantity)
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('expected sales are those of the best of all divisions', () => {
  fc.assert(
    fc.property(plainStore, plainStore, plainStore, fc.nat(8), (one, two, three, availableUnits) => {
      const stores = [one, two, three]
      const salesOf = (units: readonly number[]): number =>
        stores.reduce((sum, store, index) => sum + expectedSales(store.sample, store.stockUnits + (units[index] ?? 0)), 0)
      let best = 0
      for (let first = 0; first <= availableUnits; first++) {
        for (let second = 0; first + second <= availableUnits; second++)
          best = Math.max(best, salesOf([first, second, availableUnits - first - second]))
      }
      const given = allocate(stores, { availableUnits, leastGain: 0 }).map(({ quantity }) => quantity)
      expect(salesOf(given)).toBeCloseTo(best, 9)
    }),
  )
})

test('nothing to give and stores without demand are no fault, NaN is', () => {
  const store = { id: 'A', sample: Float64Array.of(0), stockUnits: 3, minDisplayUnits: 0, packSizeUnits: 1 }
  expect(allocate([store], { availableUnits: 5, leastGain: 0 })[0]?.quantity).toBe(0)
  expect(allocate([store], { availableUnits: 0, leastGain: 0 })[0]?.quantity).toBe(0)
  expect(() => allocate([{ ...store, stockUnits: Number.NaN }], { availableUnits: 0, leastGain: 0 })).toThrow(
    'stores[0].stockUnits is NaN, wanted a whole number ≥ 0',
  )
})
