import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectedSales } from './demand-sample.ts'
import { findTransfers, type TransferOptions, type TransferStore } from './transfers.ts'

const free: TransferOptions = { packSizeUnits: 1, unitValue: 10, leastGain: 0, routeCost: () => ({ perUnit: 0, fixed: 0 }) }
const storeOf = (id: string, draws: readonly number[], stockUnits: number): TransferStore => ({
  id,
  sample: Float64Array.from(draws).sort(),
  stockUnits,
  keepUnits: 0,
})

test('units move from where they lie to where they sell', () => {
  const stores = [storeOf('A', [0, 0, 1], 6), storeOf('B', [3, 4, 5], 1)]
  const [transfer, ...others] = findTransfers(stores, { ...free, routeCost: () => ({ perUnit: 2, fixed: 5 }) })
  // At B units 2 and 3 sell surely, 4 with ⅔ and 5 with ⅓; five at A are worth nothing there and the sixth ⅓.
  expect(transfer).toMatchObject({ fromId: 'A', toId: 'B', quantity: 4 })
  expect(transfer?.salesGained).toBeCloseTo(3, 12)
  expect(transfer?.salesLost).toBeCloseTo(0, 12)
  expect(transfer?.gain).toBeCloseTo(10 * 3 - 4 * 2 - 5, 12)
  expect(others).toEqual([])
})

test('a transfer that does not earn its route and the least gain is left', () => {
  const stores = [storeOf('A', [0], 6), storeOf('B', [3], 1)]
  expect(findTransfers(stores, { ...free, routeCost: () => ({ perUnit: 0, fixed: 21 }) })).toEqual([])
  expect(findTransfers(stores, { ...free, leastGain: 21 })).toEqual([])
  expect(findTransfers(stores, { ...free, routeCost: () => undefined })).toEqual([])
})

const anyStore: fc.Arbitrary<TransferStore> = fc.record({
  id: fc.constant(''),
  sample: fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }).map((draws) => Float64Array.from(draws).sort()),
  stockUnits: fc.nat(6),
  keepUnits: fc.nat(2),
  capacityUnits: fc.nat(9),
})
const named = (stores: readonly TransferStore[]): readonly TransferStore[] => stores.map((store, index) => ({ ...store, id: `S${index}` }))

function stockAfter(stores: readonly TransferStore[], transfers: ReturnType<typeof findTransfers>): readonly number[] {
  return stores.map(({ id, stockUnits }) =>
    transfers.reduce(
      (units, { fromId, toId, quantity }) => units + (toId === id ? quantity : 0) - (fromId === id ? quantity : 0),
      stockUnits,
    ),
  )
}

test('transfers conserve units, keep every limit, earn their cost, and their terms add up', () => {
  const cost = fc.record({ perUnit: fc.integer({ min: 0, max: 5 }), fixed: fc.integer({ min: 0, max: 8 }) })
  fc.assert(
    fc.property(
      fc.array(anyStore, { maxLength: 5 }).map(named),
      fc.integer({ min: 1, max: 3 }),
      cost,
      fc.nat(5),
      (stores, packSizeUnits, routeCost, leastGain) => {
        const transfers = findTransfers(stores, { packSizeUnits, unitValue: 10, leastGain, routeCost: () => routeCost })
        const after = stockAfter(stores, transfers)
        expect(after.reduce((sum, units) => sum + units, 0)).toBe(stores.reduce((sum, { stockUnits }) => sum + stockUnits, 0))
        for (const [index, { stockUnits, keepUnits, capacityUnits = 0 }] of stores.entries()) {
          const units = after[index] ?? 0
          expect(units >= Math.min(stockUnits, keepUnits) && units <= Math.max(stockUnits, capacityUnits)).toBe(true)
        }
        for (const { quantity, gain, terms } of transfers) {
          expect(quantity % packSizeUnits).toBe(0)
          expect(gain).toBeGreaterThanOrEqual(leastGain)
          expect(terms.reduce((sum, { units }) => sum + units, 0)).toBe(quantity)
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('without costs the stores sell as much as by the best of all divisions', () => {
  const store = anyStore.map((one) => ({ ...one, keepUnits: 0, capacityUnits: 100, stockUnits: Math.min(3, one.stockUnits) }))
  fc.assert(
    fc.property(fc.tuple(store, store, store).map(named), (stores) => {
      const salesOf = (units: readonly number[]): number =>
        stores.reduce((sum, { sample }, index) => sum + expectedSales(sample, units[index] ?? 0), 0)
      const total = stores.reduce((sum, { stockUnits }) => sum + stockUnits, 0)
      let best = 0
      for (let first = 0; first <= total; first++) {
        for (let second = 0; first + second <= total; second++) best = Math.max(best, salesOf([first, second, total - first - second]))
      }
      expect(salesOf(stockAfter(stores, findTransfers(stores, free)))).toBeCloseTo(best, 9)
    }),
  )
})

test('no stores need no transfers, and a fault is named', () => {
  expect(findTransfers([], free)).toEqual([])
  expect(() => findTransfers([storeOf('A', [], 1)], free)).toThrow('stores[0].sample is empty, wanted at least one number')
  expect(() => findTransfers([], { ...free, unitValue: Number.NaN })).toThrow('unitValue is NaN, wanted a finite number ≥ 0')
})
