import { expect, test } from 'vitest'
import { coverOutlooks } from './cover-outlook.ts'
import { addToTrial, choosePolicy } from './policy-choice.ts'
import { listPolicies, safetyStockRuleOf, targetsBy } from './policy.ts'
import type { StockOutcome } from './stock-simulation.ts'

const outcomeOf = (lostUnits: number, heldUnits: number): StockOutcome => ({ demandUnits: 100, lostUnits, heldUnits })
const options = { costs: { holding: 1, lostSale: 9 }, defaultPolicy: 0, fewestSeries: 1 }

test('the cheapest policy wins that meets as much demand as the default', () => {
  // Costs 190, 150 and 100; the last one loses more sales than the default.
  const trial = addToTrial(undefined, [outcomeOf(10, 100), outcomeOf(10, 60), outcomeOf(11, 1)])
  expect(choosePolicy(trial, options)).toMatchObject({ chosen: 1, cost: 150, defaultCost: 190, fillRate: 0.9, defaultFillRate: 0.9 })
})

test('a segment of few series keeps the default', () => {
  const trial = addToTrial(undefined, [outcomeOf(10, 100), outcomeOf(10, 60)])
  expect(choosePolicy(trial, { ...options, fewestSeries: 2 }).chosen).toBe(0)
  expect(choosePolicy(addToTrial(trial, [outcomeOf(1, 1), outcomeOf(1, 1)]), { ...options, fewestSeries: 2 }).chosen).toBe(1)
})

test('a default that was not tried is refused', () => {
  expect(() => choosePolicy({ outcomes: [], seriesCount: 0 }, options)).toThrow('defaultPolicy is 0')
})

test('every rule raises its level with the service level', () => {
  const demand = Float64Array.from({ length: 40 }, (_, period) => (period * 7) % 11)
  const forecast = { coverMean: new Float64Array(41).fill(15), deviation: new Float64Array(41).fill(3) }
  const outlooks = coverOutlooks({ demand, forecast, periods: 3, from: 30, to: 31 })
  for (const { rule } of listPolicies(['any'], ['normal', 'count', 'empirical', 'error', 'cover', 'simulated'])) {
    const levels = [0.5, 0.8, 0.9, 0.99].map((level) => targetsBy(rule, outlooks)(level, 1)[0] ?? Number.NaN)
    expect(levels).toEqual(levels.toSorted((one, other) => one - other))
  }
})

test('an outlook knows nothing of its own period or later ones', () => {
  const forecast = { coverMean: Float64Array.of(Number.NaN, 2, 2, 2, 2), deviation: new Float64Array(5) }
  const outlookAt2 = (demand: Float64Array): unknown => coverOutlooks({ demand, forecast, periods: 2, from: 2, to: 3 })[0]
  expect(outlookAt2(Float64Array.of(1, 2, 3, 4))).toEqual(outlookAt2(Float64Array.of(1, 2, 99, 98)))
  expect(outlookAt2(Float64Array.of(1, 2, 3, 4))).toMatchObject({ pastDemand: Float64Array.of(3), pastErrors: new Float64Array(0) })
})

test('rules have the names of the graph', () => {
  const rules = listPolicies(['any'], ['normal', 'count', 'cover', 'simulated']).filter(({ zFactor }) => zFactor === 1)
  expect(rules.map(safetyStockRuleOf)).toEqual(['NORMAL', 'QUANTILE', 'FIXED_COVER', 'SIMULATED'])
})
