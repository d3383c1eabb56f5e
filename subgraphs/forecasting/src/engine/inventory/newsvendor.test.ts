import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countLaw } from './count-law.ts'
import { newsvendorBuy, newsvendorQuantity, newsvendorRatio, shareBudget, type BudgetItem } from './newsvendor.ts'
import { normalLoss, normalQuantile } from './normal-law.ts'

// Underage 0.70 and overage 0.18, as in the textbook.
const money = { price: 1, cost: 0.3, salvage: 0.12 }

test('normal demand gives the quantity and cost of the textbook', () => {
  // Snyder & Shen 2019, example 4.3, demand N(50, 8²): 56.60395592743389 at a cost of 1.9976051931766445, as stockpyl prints them.
  const units = newsvendorQuantity((level) => 50 + 8 * normalQuantile(level), money)
  expect(units).toBeCloseTo(56.60395592743389, 10)
  const short = 8 * normalLoss((units - 50) / 8)
  // And a profit of 33.002394806823354 at these prices.
  expect(0.7 * (50 - short) - 0.18 * (units - 50 + short)).toBeCloseTo(33.002394806823354, 10)
  expect(0.7 * short + 0.18 * (units - 50 + short)).toBeCloseTo(1.9976051931766445, 10)
})

test('Poisson demand gives the quantity and cost of the textbook', () => {
  // Snyder & Shen 2019, equations 4.32 to 4.35 for Poisson(50): 56 at a cost of 1.797235211809178, as stockpyl prints them.
  const law = countLaw(50, 50)
  expect(newsvendorQuantity(law, money)).toBe(56)
  const sample = Float64Array.from({ length: 200_000 }, (_, draw) => law((draw + 0.5) / 200_000))
  const buy = newsvendorBuy(sample, money)
  expect(buy.units).toBe(56)
  expect(0.7 * 50 - buy.expectedProfit).toBeCloseTo(1.797235211809178, 2)
})

test('what earns nothing is not bought', () => {
  expect(newsvendorRatio({ price: 5, cost: 6, salvage: 1 })).toBe(0)
  expect(newsvendorBuy(Float64Array.of(3, 4), { price: 5, cost: 6, salvage: 1 })).toEqual({ units: 0, expectedSales: 0, expectedProfit: 0 })
  expect(newsvendorBuy(new Float64Array(4), money).units).toBe(0)
})

test('a salvage at cost would buy without end and is refused', () => {
  expect(() => newsvendorRatio({ price: 5, cost: 3, salvage: 3 })).toThrow(
    new RangeError('salvage is 3, wanted a number below the cost of 3'),
  )
  expect(() => newsvendorBuy(Float64Array.of(1, Number.NaN), money)).toThrow('sample[1] is NaN')
})

const sample = fc.array(fc.nat(6), { minLength: 1, maxLength: 6 }).map((draws) => Float64Array.from(draws).sort())
const price = fc.integer({ min: 1, max: 12 })

function itemOf(draws: Float64Array, itemPrice: number): BudgetItem {
  return { sample: draws, money: { price: itemPrice, cost: 2, salvage: 0.5 }, packSizeUnits: 1 }
}

test('a budget earns as much as the best of all divisions', () => {
  fc.assert(
    fc.property(sample, sample, price, price, fc.nat(24), (one, other, onePrice, otherPrice, budget) => {
      const items = [itemOf(one, onePrice), itemOf(other, otherPrice)]
      const bought = shareBudget(items, budget)
      let best = 0
      for (let units = 0; units <= 6; units++) {
        for (let others = 0; others <= 6 && 2 * (units + others) <= budget; others++) {
          const profit = [units, others].reduce((sum, count, index) => sum + profitOf(items[index], count), 0)
          best = Math.max(best, profit)
        }
      }
      expect(bought.reduce((sum, { units }) => sum + 2 * units, 0)).toBeLessThanOrEqual(budget)
      expect(bought.reduce((sum, { expectedProfit }) => sum + expectedProfit, 0)).toBeCloseTo(best, 9)
    }),
  )
})

function profitOf(item: BudgetItem | undefined, units: number): number {
  if (item === undefined) return 0
  const sold = item.sample.reduce((sum, draw) => sum + Math.min(draw, units), 0) / item.sample.length
  return item.money.price * sold + item.money.salvage * (units - sold) - item.money.cost * units
}

test('with budget to spare every item gets its own best buy', () => {
  fc.assert(
    fc.property(sample, price, (draws, itemPrice) => {
      const item = itemOf(draws, itemPrice)
      const [shared] = shareBudget([item], 1_000)
      expect(shared?.expectedProfit).toBeCloseTo(newsvendorBuy(draws, item.money).expectedProfit, 9)
    }),
  )
})
