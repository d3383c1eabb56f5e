import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareScenario, type ScenarioInput } from './scenario.ts'

const input: ScenarioInput = {
  demand: {
    forecast: { mean: new Float64Array(8).fill(10), variance: new Float64Array(8).fill(20) },
    correlation: 0.2,
    leadTimeDays: 14,
    leadTimeDeviationDays: 2,
    reviewPeriodDays: 7,
    draws: 500,
    seed: 1,
  },
  goal: { kind: 'FILL_RATE', share: 0.95 },
  position: { onHandUnits: 5, reservedUnits: 0, inTransitUnits: 0, onOrderUnits: 0 },
  limits: { minDisplayUnits: 2, packSizeUnits: 4, orderMinimumUnits: 0 },
  unitPrice: 20,
  priceElasticity: -2,
}

test('without assumptions nothing differs', () => {
  const { scenario, baseline, ...deltas } = compareScenario(input, {})
  expect(scenario).toEqual(baseline)
  expect(deltas).toEqual({ demandDelta: 0, revenueDelta: 0, fillRateDelta: 0, quantityDelta: 0, termDeltas: [] })
})

test('a longer lead time and a higher service level want more stock', () => {
  expect(compareScenario(input, { leadTimeDeltaDays: 14 }).quantityDelta).toBeGreaterThan(0)
  const higher = compareScenario(input, { serviceLevelPercent: 99 })
  expect(higher.scenario.targetUnits).toBeGreaterThan(higher.baseline.targetUnits)
  expect(higher.scenario.fillRate).toBeGreaterThanOrEqual(0.99)
})

test('a promotion moves demand by its elasticity in its weeks alone', () => {
  // 20 % off at elasticity −2: 10 · 0.8⁻² = 15.625 units at 16 instead of 10 at 20, for two weeks of eight.
  const { demandDelta, revenueDelta } = compareScenario(input, { prices: [{ changePercent: -20, fromWeek: 0, toWeek: 2 }] })
  expect(demandDelta).toBeCloseTo(2 * 5.625, 9)
  expect(revenueDelta).toBeCloseTo(2 * (15.625 * 16 - 200), 9)
})

test('a forecast by quantiles is scaled like one by moments', () => {
  const quantiles = [6, 10, 14].map((units) => new Float64Array(8).fill(units))
  const byQuantiles = { ...input, demand: { ...input.demand, forecast: { levels: [0.1, 0.5, 0.9], quantiles } } }
  const { baseline, demandDelta } = compareScenario(byQuantiles, { prices: [{ changePercent: 25, fromWeek: 0, toWeek: 8 }] })
  expect(baseline.horizonUnits).toBeCloseTo(80, 9)
  expect(demandDelta).toBeCloseTo(80 * (1.25 ** -2 - 1), 9)
})

test('the differences of the terms add up to that of the quantity', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -14, max: 30 }),
      fc.integer({ min: 50, max: 99 }),
      fc.integer({ min: -60, max: 60 }),
      (leadTimeDeltaDays, serviceLevelPercent, changePercent) => {
        const small = { ...input, demand: { ...input.demand, draws: 50 } }
        const { quantityDelta, termDeltas } = compareScenario(small, {
          leadTimeDeltaDays,
          serviceLevelPercent,
          prices: [{ changePercent, fromWeek: 1, toWeek: 3 }],
        })
        expect(termDeltas.reduce((sum, { units }) => sum + units, 0)).toBe(quantityDelta)
      },
    ),
    { numRuns: 50 },
  )
})

test('an assumption out of bounds is refused by name', () => {
  expect(() => compareScenario(input, { prices: [{ changePercent: -100, fromWeek: 0, toWeek: 1 }] })).toThrow(
    'prices[0].changePercent is -100, wanted a finite number ≥ -99 and ≤ 1000',
  )
  expect(() => compareScenario(input, { leadTimeDeltaDays: Number.NaN })).toThrow('leadTimeDeltaDays is NaN')
})
