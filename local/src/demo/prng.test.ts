import { expect, test } from 'vitest'
import { range, sum } from './arrays.ts'
import { createRandom, negativeBinomial } from './prng.ts'

const mean = (values: number[]): number => sum(values) / values.length
const draw = (draws: number, next: () => number): number[] => range(draws).map(next)

test('seed and label decide the stream', () => {
  const first = draw(5, createRandom(1, 'stores').uniform)
  expect(draw(5, createRandom(1, 'stores').uniform)).toEqual(first)
  expect(draw(5, createRandom(2, 'stores').uniform)).not.toEqual(first)
  expect(draw(5, createRandom(1, 'styles').uniform)).not.toEqual(first)
})

test('uniform draws fill the unit interval evenly', () => {
  const tenths = Array.from({ length: 10 }, () => 0)
  for (const u of draw(20_000, createRandom(3, 'even').uniform)) tenths[Math.floor(u * 10)] = (tenths[Math.floor(u * 10)] ?? 0) + 1
  // Chi-square with 9 degrees of freedom: 27.9 is exceeded once in a thousand.
  expect(sum(tenths.map((count) => (count - 2000) ** 2 / 2000))).toBeLessThan(27.9)
})

test('normal draws have mean 0 and deviation 1', () => {
  const values = draw(20_000, createRandom(4, 'normal').normal)
  expect(Math.abs(mean(values))).toBeLessThan(0.03)
  expect(mean(values.map((x) => x * x))).toBeCloseTo(1, 1)
})

test('a negative binomial of mean 1 and shape 1 halves from count to count', () => {
  expect([0.4, 0.6, 0.8, 0.9].map((u) => negativeBinomial(u, 1, 1))).toEqual([0, 1, 2, 3])
})

test('a negative binomial has its mean, and variance mean + mean²/shape', () => {
  const { uniform } = createRandom(5, 'counts')
  const counts = draw(40_000, () => negativeBinomial(uniform(), 0.6, 1.2))
  const average = mean(counts)
  expect(average).toBeCloseTo(0.6, 1)
  expect(mean(counts.map((n) => (n - average) ** 2))).toBeCloseTo(0.6 + 0.36 / 1.2, 1)
})
