import { fillRate, stockCost } from '@hemisphere/forecasting/engine/inventory/stock-simulation.ts'
import type { Bar, BarContext } from '../bar.ts'
import { readDemandSets } from '../inventory/demand-sets.ts'
import { simulateSet, type SetOutcome } from '../inventory/simulate-set.ts'

/** Lead time and review period, in the set's own periods. */
const cycles = [
  { leadTime: 2, reviewPeriod: 1 },
  { leadTime: 4, reviewPeriod: 2 },
] as const

/** Cost of a lost unit where a unit in stock at the end of a period costs 1: the textbook's service levels of 80, 90 and 95 %. */
const lostSaleCosts = [4, 9, 19] as const

/**
 * Cost of holding and of lost sales on the test parts of real demand, over that of the textbook's order-up-to level: SES forecast × (L + R) plus z·σ·√(L + R), with z at
 * p / (p + h) and σ the root of the mean squared one-step SES error up to the review. Each figure is the mean over two cycles and three lost-sale costs of the ratio of
 * total costs. Policies are chosen by training cost among those that met no less demand there than the textbook's.
 */
export function measureInventory({ isQuick, tell }: BarContext): readonly Bar[] {
  const bySet = readDemandSets(isQuick).map((set) => {
    const outcomes = cycles.flatMap((cycle) => simulateSet(set, cycle, lostSaleCosts))
    const ratio = meanOf(outcomes.map((outcome) => stockCost(outcome.chosen, outcome.costs) / stockCost(outcome.textbook, outcome.costs)))
    const [fill, textbookFill] = [
      meanOf(outcomes.map(({ chosen }) => fillRate(chosen))),
      meanOf(outcomes.map(({ textbook }) => fillRate(textbook))),
    ]
    tell(
      `${set.name}, ${set.series.length} series: cost ${ratio.toFixed(3)} of z·σ, fill rate ${percent(fill)} to ${percent(textbookFill)}; ${describeChoices(outcomes)}`,
    )
    return { name: set.name, ratio, fill, textbookFill }
  })
  const fills = bySet.map(({ name, fill, textbookFill }) => `${name} ${percent(fill)}/${percent(textbookFill)}`)
  const ratios = bySet.map(({ name, ratio }) => `${name} ${ratio.toFixed(3)}`)
  return [
    {
      name: 'inventory cost / z·σ, mean of the sets',
      measured: meanOf(bySet.map(({ ratio }) => ratio)),
      must: { atMost: 0.95 },
      aim: { atMost: 0.9 },
      note: `${ratios.join(', ')}; fill rate/z·σ: ${fills.join(', ')}`,
    },
  ]
}

function describeChoices(outcomes: readonly SetOutcome[]): string {
  const counts = new Map<string, number>()
  for (const { policy } of outcomes.flatMap(({ choices }) => [...choices.values()])) {
    const name = `${policy.forecaster} ${policy.rule}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ')
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
