import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawGamma } from '../inventory/gamma-draw.ts'
import { createRandom, type Random } from '../inventory/random.ts'
import { compareWindows } from './compare-windows.ts'
import { randomEffects, shrink } from './random-effects.ts'
import { rankChanges, rankTrends, type Trends } from './rank-trends.ts'
import type { TrendItem, TrendOptions } from './trend-input.ts'

const flat = new Float64Array(8).fill(1)
const options: TrendOptions = { minUnits: 20, seasonOf: () => flat }

function item(id: string, units: readonly number[], changes: Partial<TrendItem> = {}): TrendItem {
  return { id, group: 'dresses', units: Float64Array.from(units), availability: new Float64Array(units.length).fill(1), ...changes }
}

const weeksOf = (before: number, after: number): number[] => [...Array<number>(4).fill(before), ...Array<number>(4).fill(after)]

/** A category in which nothing moves. */
const calm = Array.from({ length: 30 }, (_, index) => item(`calm-${index}`, weeksOf(50, 50)))

const trendOf = ({ ranked }: Trends, id: string) => ranked.find((trend) => trend.id === id)

describe('random effects', () => {
  // Thirteen trials of the BCG vaccine, logarithms of relative risks (Colditz et al. 1994), as in the examples of R's metafor.
  const values = [-0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209, 0.012, -0.4694, -1.3713, -0.3394, 0.4459, -0.0173]
  const variances = [0.3256, 0.1946, 0.4154, 0.02, 0.0512, 0.0069, 0.223, 0.004, 0.0564, 0.073, 0.0124, 0.5325, 0.0714]
  const measured = values.map((value, index) => ({ value, variance: variances[index] ?? 0 }))

  test('are those of rma(method = "DL") on the trials of the BCG vaccine', () => {
    const { mean, between, meanVariance } = randomEffects(measured)
    expect(between).toBeCloseTo(0.3088, 2)
    expect(mean).toBeCloseTo(-0.7141, 3)
    expect(Math.sqrt(meanVariance)).toBeCloseTo(0.1787, 3)
  })

  test('draw the less exactly known nearer to the mean', () => {
    const effects = randomEffects(measured)
    const [vague, exact] = [shrink({ value: 1, variance: 1 }, effects), shrink({ value: 1, variance: 0.01 }, effects)]
    expect(vague.value).toBeLessThan(exact.value)
    expect(exact.value).toBeLessThan(1)
  })

  test('of one alone, or of equals, have no variance between', () => {
    expect(randomEffects([{ value: 2, variance: 1 }])).toEqual({ mean: 2, meanVariance: 1, between: 0 })
    expect(randomEffects([1, 2, 3].map((variance) => ({ value: 0.5, variance }))).between).toBe(0)
  })
})

test('growth is the ratio of rates, with half a unit on both sides', () => {
  const compared = compareWindows(item('one', [1, 2, 3, 4, 5, 6, 7, 8]), flat)
  expect(compared?.logGrowth).toBeCloseTo(Math.log(26.5 / 10.5), 12)
  expect(compared?.variance).toBeCloseTo(1 / 26.5 + 1 / 10.5, 12)
  // Around 6.5 and 2.5: 2.25 + 0.25 + 0.25 + 2.25 of each.
  expect(compared?.chiSquared).toBeCloseTo(5 / 6.5 + 5 / 2.5, 12)
  expect(compared?.degrees).toBe(6)
})

test('what the season brings is no growth', () => {
  const season = Float64Array.from([1, 1, 1, 1, 2, 2, 2, 2])
  const compared = compareWindows(item('one', weeksOf(50, 100)), season)
  expect(compared?.logGrowth).toBeCloseTo(Math.log(400.5 / 200.5 / 2), 12)
})

test('days without stock count as days on which nothing could be sold', () => {
  const availability = Float64Array.from([1, 1, 1, 1, 0.6, 0.6, 0.6, 0.6])
  const { ranked } = rankTrends([...calm, item('short', weeksOf(50, 30), { availability })], options)
  expect(trendOf({ ranked, unranked: [] }, 'short')).toMatchObject({ direction: 'STEADY' })
})

test('what grows faster than its category rises, what shrinks falls, and the rest is steady', () => {
  const trends = rankTrends([...calm, item('up', weeksOf(50, 90)), item('down', weeksOf(50, 20))], options)
  expect(trendOf(trends, 'up')).toMatchObject({ direction: 'RISING', rank: 1, soldUnits: 360 })
  expect(trendOf(trends, 'down')).toMatchObject({ direction: 'FALLING', rank: 32, soldUnits: 80 })
  expect(trendOf(trends, 'calm-7')).toMatchObject({ direction: 'STEADY' })
  expect(trendOf(trends, 'up')?.confidence).toBeGreaterThan(0.9)
})

test('with its category it neither rises nor falls', () => {
  const doubled = Array.from({ length: 30 }, (_, index) => item(`${index}`, weeksOf(50, 100)))
  for (const { direction, momentumPercent } of rankTrends(doubled, options).ranked) {
    expect(direction).toBe('STEADY')
    expect(momentumPercent).toBeCloseTo(100, 0)
  }
})

test('of two that grew alike the one that sold more comes first', () => {
  const trends = rankTrends([...calm, item('few', weeksOf(5, 10)), item('many', weeksOf(500, 1_000))], options)
  expect(trendOf(trends, 'many')?.rank).toBeLessThan(trendOf(trends, 'few')?.rank ?? 0)
})

test('what is on sale for fewer than eight weeks is new, and compared by halves', () => {
  expect(trendOf(rankTrends([...calm, item('new', [10, 10, 20, 20, 20])], options), 'new')).toMatchObject({
    direction: 'NEW',
    confidence: 1,
    soldUnits: 70,
  })
})

test.each([
  ['too young', item('one', [100]), 'TOO_YOUNG', 100],
  ['not sold at all', item('one', []), 'TOO_YOUNG', 0],
  ['of too few units', item('one', weeksOf(4, 4)), 'TOO_FEW_UNITS', 16],
  ['mostly out of stock', item('one', weeksOf(50, 50), { availability: Float64Array.from(weeksOf(1, 0.5)) }), 'MOSTLY_OUT_OF_STOCK', 200],
  [
    'out of stock for the whole of a window',
    item('one', weeksOf(50, 0), { availability: Float64Array.from(weeksOf(1, 0)) }),
    'MOSTLY_OUT_OF_STOCK',
    0,
  ],
] as const)('what is %s is not ranked, and told why', (_, one, reason, soldUnits) => {
  expect(rankTrends([one], options)).toEqual({ ranked: [], unranked: [{ id: 'one', reason, soldUnits }] })
})

test('what sold well before and hardly does any more is ranked', () => {
  expect(trendOf(rankTrends([...calm, item('gone', weeksOf(50, 1))], options), 'gone')).toMatchObject({ direction: 'FALLING' })
})

test.each([
  ['units[1] of one is -1', item('one', [1, -1])],
  ['units[0] of one is NaN', item('one', [NaN, 1])],
  ['availability[0] of one is 2', item('one', [1, 1], { availability: Float64Array.of(2, 1) })],
  ['1 weeks of availability, wanted the 2', item('one', [1, 1], { availability: Float64Array.of(1) })],
] as const)('malformed: %s', (message, one) => {
  expect(() => rankTrends([one], options)).toThrow(message)
})

test.each([
  ['season of dresses has 7 weeks, wanted 8', flat.slice(1)],
  ['season[2] of dresses is 0', flat.with(2, 0)],
])('malformed: %s', (message, season) => {
  expect(() => rankTrends(calm, { ...options, seasonOf: () => season })).toThrow(message)
})

test('places won are told of those that were ranked before', () => {
  const before = rankTrends([item('a', weeksOf(50, 60)), item('b', weeksOf(50, 50)), item('c', weeksOf(50, 40))], options)
  const now = rankTrends([item('a', weeksOf(50, 40)), item('b', weeksOf(50, 50)), item('d', weeksOf(50, 90))], options)
  expect(Object.fromEntries(rankChanges(now, before))).toEqual({ a: -2, b: 0 })
})

/** A Poisson count whose rate is itself drawn from a gamma law. */
function drawCount(random: Random, mean: number, shape: number): number {
  const rate = drawGamma(random, shape, mean)
  let count = 0
  for (let waited = -Math.log(random()); waited < rate; waited -= Math.log(random())) count += 1
  return count
}

test('confidence is how often the direction is right, on sales that scatter more than a Poisson process', () => {
  const random = createRandom(5)
  const band = Math.log(1.1)
  let [right, claimed, count] = [0, 0, 0]
  for (let group = 0; group < 10; group += 1) {
    const growths = Array.from({ length: 100 }, () => {
      // Normal by Box & Muller 1958, spread 0.3 around the category's growth.
      return 0.1 + 0.3 * Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
    })
    const items = growths.map((growth, index) =>
      item(
        `${index}`,
        weeksOf(40, 40 * Math.exp(growth)).map((mean) => drawCount(random, mean, 20)),
      ),
    )
    for (const { id, direction, confidence } of rankTrends(items, options).ranked) {
      const beyond = (growths[Number(id)] ?? 0) - 0.1
      const truth = beyond > band ? 'RISING' : beyond < -band ? 'FALLING' : 'STEADY'
      count += 1
      claimed += confidence
      right += Number(truth === direction)
    }
  }
  expect(count).toBe(1_000)
  expect(Math.abs(right - claimed) / count).toBeLessThan(0.05)
  expect(right / count).toBeGreaterThan(0.6)
})

test('every item is ranked or told why not, ranks are whole, and confidence is a probability', () => {
  const anyItem = fc
    .record({
      group: fc.constantFrom('a', 'b'),
      weeks: fc.array(fc.record({ units: fc.nat(10_000), share: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 20 }),
    })
    .map(({ group, weeks }) => ({
      group,
      units: Float64Array.from(weeks, ({ units }) => units),
      availability: Float64Array.from(weeks, ({ share }) => share),
    }))
  fc.assert(
    fc.property(fc.array(anyItem, { maxLength: 20 }), (items) => {
      const { ranked, unranked } = rankTrends(
        items.map((one, index) => ({ id: `${index}`, ...one })),
        options,
      )
      expect(ranked.length + unranked.length).toBe(items.length)
      expect(ranked.map(({ rank }) => rank)).toEqual(ranked.map((_, index) => index + 1))
      for (const { confidence, momentumPercent } of ranked) {
        expect(confidence).toBeGreaterThanOrEqual(0)
        expect(confidence).toBeLessThanOrEqual(1)
        expect(Number.isFinite(momentumPercent)).toBe(true)
      }
    }),
  )
})
