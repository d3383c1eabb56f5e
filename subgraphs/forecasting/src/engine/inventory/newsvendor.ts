import { at } from '../vector.ts'
import { expectedSales, sampleQuantile, type DemandSample } from './demand-sample.ts'
import { giveByGain } from './greedy.ts'
import { wantNumber, wantNumbers } from './want.ts'

/** Money of a unit that is bought once, before its season. */
export interface UnitMoney {
  readonly price: number
  readonly cost: number
  /** What a unit left over still brings, below `cost`. */
  readonly salvage: number
}

/** A one-shot buy and what is expected of it. */
export interface OneShotBuy {
  readonly units: number
  readonly expectedSales: number
  readonly expectedProfit: number
}

/** Share of seasons in which the best buy is not sold out: (price − cost) / (price − salvage) (Arrow, Harris & Marschak 1951); 0 where a sale earns nothing. */
export function newsvendorRatio({ price, cost, salvage }: UnitMoney): number {
  wantNumber('price', price, { atLeast: 0 })
  wantNumber('cost', cost, { atLeast: 0 })
  wantNumber('salvage', salvage)
  if (salvage >= cost) throw new RangeError(`salvage is ${salvage}, wanted a number below the cost of ${cost}`)
  return Math.max(0, (price - cost) / (price - salvage))
}

/** The best buy under a demand whose quantile function is given; not rounded. */
export function newsvendorQuantity(quantile: (level: number) => number, money: UnitMoney): number {
  const ratio = newsvendorRatio(money)
  return ratio === 0 ? 0 : quantile(ratio)
}

/** The best buy of whole units under sampled demand, with what is expected of it. */
export function newsvendorBuy(sample: DemandSample, money: UnitMoney): OneShotBuy {
  wantNumbers('sample', sample, { atLeast: 0 })
  return describeBuy(sample, money, Math.ceil(newsvendorQuantity((level) => sampleQuantile(sample, level), money)))
}

/** An item that competes for a budget. */
export interface BudgetItem {
  readonly sample: DemandSample
  readonly money: UnitMoney
  readonly packSizeUnits: number
}

/**
 * One-shot buys of several items within a budget: packs go one by one to the item whose next pack is expected to earn most per unit of money (Hadley & Whitin
 * 1963, §6-3, solved by marginal analysis), none that earns nothing. Best for packs of one cost; else at most one pack's profit from the best.
 */
export function shareBudget(items: readonly BudgetItem[], budget: number): readonly OneShotBuy[] {
  wantNumber('budget', budget, { atLeast: 0 })
  for (const [index, { sample, money, packSizeUnits }] of items.entries()) {
    wantNumbers(`items[${index}].sample`, sample, { atLeast: 0 })
    wantNumber(`items[${index}].packSizeUnits`, packSizeUnits, { atLeast: 1, isWhole: true })
    newsvendorRatio(money)
  }
  const bought = new Float64Array(items.length)
  let left = budget
  giveByGain({
    count: items.length,
    nextGain(index) {
      const item = items[index]
      if (item === undefined) return undefined
      const packCost = item.money.cost * item.packSizeUnits
      if (packCost > left) return undefined
      const units = at(bought, index)
      const profit = profitOf(item.sample, item.money, units + item.packSizeUnits) - profitOf(item.sample, item.money, units)
      return profit > 0 ? profit / packCost : undefined
    },
    take(index) {
      const item = items[index]
      if (item === undefined) return
      bought[index] = at(bought, index) + item.packSizeUnits
      left -= item.money.cost * item.packSizeUnits
    },
  })
  return items.map(({ sample, money }, index) => describeBuy(sample, money, at(bought, index)))
}

function describeBuy(sample: DemandSample, money: UnitMoney, units: number): OneShotBuy {
  return { units, expectedSales: expectedSales(sample, units), expectedProfit: profitOf(sample, money, units) }
}

function profitOf(sample: DemandSample, { price, cost, salvage }: UnitMoney, units: number): number {
  return (price - salvage) * expectedSales(sample, units) - (cost - salvage) * units
}
