import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { topology } from '@hemisphere/topology/regions.ts'
import { describe, expect, test } from 'vitest'
import type { Size } from '../deployment.ts'
import { estimateMonth, sumOf, totalOf, sharedBudgetUsd, zoneBudgetUsd, type CostLine } from './estimate.ts'
import { prices, pricesAsOf } from './prices.ts'
import { renderCost } from './render-cost.ts'

const world = { regions: 4, zones: 2 }
const month = (size: Size, priceRegion: 'us-east-1' | 'eu-west-1' = 'us-east-1'): readonly CostLine[] =>
  estimateMonth({ size, priceRegion, ...world })
const lineOf = (lines: readonly CostLine[], what: string): CostLine => {
  const line = lines.find((candidate) => candidate.what === what)
  if (line === undefined) throw new Error(`the estimate has no line ${what}`)
  return line
}

describe('a month', () => {
  test('of medium gateways is 3 of 3 to 12 tasks and a fifth of the way, of one core and 2 GB', () => {
    expect(lineOf(month('medium'), 'Gateway, CPU')).toMatchObject({ quantity: 4.8 * 730, usd: 4.8 * 730 * 0.03238 })
    expect(lineOf(month('medium'), 'Gateway, memory').usd).toBeCloseTo(4.8 * 2 * 730 * 0.00356, 6)
  })

  test('of workers that begin at none is paid by the hours in which they work', () => {
    // 4 tasks of one core for 60 hours.
    expect(lineOf(month('small'), 'Workers, CPU').quantity).toBe(240)
  })

  test('of a home is two instances on average capacity, and its replica two on the least', () => {
    // From 2 to 32 units, a fifth of the way is 8.
    expect(lineOf(month('medium', 'eu-west-1'), 'Database of the home').usd).toBeCloseTo(2 * 8 * 730 * 0.14, 6)
    expect(lineOf(month('medium', 'eu-west-1'), "Replica of the buddy's home").usd).toBeCloseTo(2 * 2 * 730 * 0.14, 6)
  })

  test('has one NAT gateway at small, and one in each availability zone above', () => {
    expect(lineOf(month('small'), 'NAT gateways').quantity).toBe(730)
    expect(lineOf(month('large'), 'NAT gateways').quantity).toBe(3 * 730)
  })

  test('is the sum of all regions and zones, of the edge and of the pipeline', () => {
    const lines = month('small')
    expect(totalOf(lines, world)).toBeCloseTo(
      4 * sumOf(lines, 'region') + 2 * sumOf(lines, 'zone') + sumOf(lines, 'edge') + sumOf(lines, 'delivery'),
      6,
    )
    expect(totalOf(lines, { regions: 6, zones: 3 })).toBeGreaterThan(totalOf(lines, world))
  })

  test('costs more with each size', () => {
    const [small, medium, large] = (['small', 'medium', 'large'] as const).map((size) => totalOf(month(size), world))
    expect(small).toBeLessThan(medium ?? 0)
    expect(medium).toBeLessThan(large ?? 0)
  })

  test('leaves nobody unpriced: every line is a positive number, or a sign-in below the allowance', () => {
    for (const size of ['small', 'medium', 'large'] as const) {
      const free = month(size).filter(({ usd }) => !(usd > 0))
      expect(free.filter(({ what }) => what !== 'Sign-in')).toEqual([])
    }
  })
})

test('every price that is kept is used by some size', () => {
  const used = new Set((['small', 'medium', 'large'] as const).flatMap((size) => month(size)).map(({ price }) => price as string))
  expect(Object.keys(prices).filter((name) => !used.has(name))).toEqual([])
})

test('the budget of a zone lies above what it is estimated to cost, in hundreds', () => {
  const lines = estimateMonth({ size: 'medium', priceRegion: 'eu-west-1', regions: 2, zones: 1 })
  const estimated = 2 * sumOf(lines, 'region') + sumOf(lines, 'zone')
  expect(zoneBudgetUsd('medium', 2)).toBeGreaterThan(1.2 * estimated)
  expect(zoneBudgetUsd('medium', 2) % 100).toBe(0)
})

test('the budget of an account that all share grows with what it carries', () => {
  const of = (size: Size): number => sharedBudgetUsd('edge', { size, topology })
  expect(of('small')).toBe(100)
  expect(of('large')).toBeGreaterThan(of('medium'))
})

describe('docs/cost.md', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'cost.md'), 'utf8')

  test('has what `npm run infra:cost` prints, to the letter', () => {
    const [, printed] = /<!-- npm run infra:cost -->\n([\s\S]*)<!-- end -->\n/.exec(page) ?? []
    expect(printed).toBe(renderCost({ regions: topology.regions.length, zones: topology.zones.length }))
  })

  test('says of which date the prices are', () => {
    expect(page.split('<!-- npm run infra:cost -->')[0]).toContain(pricesAsOf)
  })
})
