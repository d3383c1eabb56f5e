import fc from 'fast-check'
import { expect, test } from 'vitest'
import { baseStock, criticalRatio, expectedFillRate, type ServiceGoal } from './base-stock.ts'
import { simulateCoverDemand } from './cover-demand.ts'
import { normalQuantile } from './normal-law.ts'

const demand = simulateCoverDemand({
  forecast: { mean: Float64Array.of(6, 5, 4, 4), variance: Float64Array.of(9, 12, 8, 8) },
  correlation: 0.3,
  leadTimeDays: 14,
  leadTimeDeviationDays: 3,
  reviewPeriodDays: 7,
  draws: 2_000,
  seed: 11,
})

test('the level by cost is the newsvendor of the textbook', () => {
  // Snyder & Shen 2019, example 4.3: N(50, 8²), holding 0.18, shortage 0.70 → 56.60, so 57 whole units.
  const cover = Float64Array.from({ length: 100_000 }, (_, draw) => 50 + 8 * normalQuantile((draw + 0.5) / 100_000))
  expect(baseStock({ lead: cover.map(() => 0), cover, mean: 50 }, { kind: 'COST', costs: { holding: 0.18, lostSale: 0.7 } })).toBe(57)
  expect(criticalRatio({ holding: 2, lostSale: 18 })).toBeCloseTo(0.9, 12)
})

test.each(['CYCLE_SERVICE', 'FILL_RATE'] as const)('the level for %s never falls as the goal rises', (kind) => {
  const share = fc.double({ min: 0.01, max: 0.999, noNaN: true })
  fc.assert(
    fc.property(share, share, (one, other) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)]
      expect(baseStock(demand, { kind, share: low })).toBeLessThanOrEqual(baseStock(demand, { kind, share: high }))
    }),
  )
})

test('the level for a fill rate is the smallest that reaches it', () => {
  for (const share of [0.5, 0.9, 0.97]) {
    const units = baseStock(demand, { kind: 'FILL_RATE', share })
    expect(expectedFillRate(demand, units)).toBeGreaterThanOrEqual(share)
    expect(expectedFillRate(demand, units - 1)).toBeLessThan(share)
  }
})

test('a policy orders up to what its rule says', () => {
  const outlook = { periods: 4, mean: 40, deviation: 5, pastDemand: new Float64Array(0), pastErrors: new Float64Array(0) }
  const goal: ServiceGoal = { kind: 'POLICY', policy: { forecaster: 'ses', rule: 'normal', zFactor: 1 }, outlook, share: 0.95 }
  // 40 + 1.645 · 5 · √4 = 56.4.
  expect(baseStock(demand, goal)).toBe(56)
})

test('without demand no stock is wanted', () => {
  const none = { lead: new Float64Array(5), cover: new Float64Array(5), mean: 0 }
  expect(baseStock(none, { kind: 'FILL_RATE', share: 0.99 })).toBe(0)
  expect(expectedFillRate(none, 0)).toBe(1)
})

test('a goal out of reach is refused by name', () => {
  expect(() => baseStock(demand, { kind: 'CYCLE_SERVICE', share: 1 })).toThrow(
    'goal.share is 1, wanted a finite number ≥ 0.000001 and ≤ 0.999999',
  )
  expect(() => criticalRatio({ holding: Number.NaN, lostSale: 1 })).toThrow(RangeError)
})
