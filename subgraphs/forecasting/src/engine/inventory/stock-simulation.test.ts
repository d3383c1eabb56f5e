import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillRate, simulateLostSales, stockCost } from './stock-simulation.ts'

test('a run by hand: orders come after the lead time and sales beyond stock are lost', () => {
  // Stock 3, target 5, lead time 1. Period 0: order 2, sell 2 of 2, hold 1. Period 1: 2 come (3), position 3, order 2, sell 3 of 4, lose 1.
  // Period 2: 2 come (2), position 2, order 3, sell 1, hold 1. Period 3: 3 come (4), sell 0, hold 4.
  const run = {
    demand: Float64Array.of(2, 4, 1, 0),
    targets: new Float64Array(4).fill(5),
    cycle: { leadTime: 1, reviewPeriod: 1 },
    startUnits: 3,
    warmUp: 0,
  }
  const outcome = simulateLostSales(run)
  expect(outcome).toEqual({ demandUnits: 7, lostUnits: 1, heldUnits: 6 })
  expect(stockCost(outcome, { holding: 1, lostSale: 9 })).toBe(15)
  expect(fillRate(outcome)).toBeCloseTo(6 / 7, 12)
  expect(simulateLostSales({ ...run, warmUp: 2 })).toEqual({ demandUnits: 1, lostUnits: 0, heldUnits: 5 })
})

test('between reviews nothing is ordered', () => {
  const run = {
    demand: Float64Array.of(1, 1, 1, 1),
    targets: new Float64Array(4).fill(2),
    cycle: { leadTime: 0, reviewPeriod: 2 },
    startUnits: 0,
    warmUp: 0,
  }
  expect(simulateLostSales(run)).toEqual({ demandUnits: 4, lostUnits: 0, heldUnits: 2 })
})

test('more stock never loses more sales', () => {
  const units = fc.nat(20)
  fc.assert(
    fc.property(
      fc.array(units, { minLength: 1, maxLength: 30 }),
      units,
      fc.nat(4),
      fc.integer({ min: 1, max: 4 }),
      (demand, target, leadTime, reviewPeriod) => {
        const run = { demand: Float64Array.from(demand), cycle: { leadTime, reviewPeriod }, startUnits: target, warmUp: 0 }
        const lostAt = (level: number): number =>
          simulateLostSales({ ...run, startUnits: level, targets: new Float64Array(demand.length).fill(level) }).lostUnits
        expect(lostAt(target + 5)).toBeLessThanOrEqual(lostAt(target))
      },
    ),
  )
})

test('demand with a gap is refused by name', () => {
  const run = {
    demand: Float64Array.of(1, Number.NaN),
    targets: new Float64Array(2),
    cycle: { leadTime: 1, reviewPeriod: 1 },
    startUnits: 0,
    warmUp: 0,
  }
  expect(() => simulateLostSales(run)).toThrow('demand[1] is NaN, wanted a finite number ≥ 0')
})
