import { expect, test } from 'vitest'
import { createRandom, xoshiro128 } from './random.ts'

test('the generator gives the words of the reference implementation', () => {
  // Blackman & Vigna's xoshiro128starstar.c 1.1 from the state 1, 2, 3, 4, as in the tests of Rust's rand_xoshiro.
  const next = xoshiro128([1, 2, 3, 4])
  expect(Array.from({ length: 8 }, next)).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849])
})

test('a seed repeats its stream and near seeds do not share it', () => {
  const [one, same, near] = [createRandom(7), createRandom(7), createRandom(8)]
  const streams = [one, same, near].map((random) => Array.from({ length: 100 }, random))
  expect(streams[0]).toEqual(streams[1])
  expect(streams[0]?.filter((value, index) => value === streams[2]?.[index])).toEqual([])
})

test('numbers are uniform on the open interval', () => {
  const random = createRandom(1)
  const values = Array.from({ length: 100_000 }, random)
  expect(Math.min(...values.slice(0, 10_000))).toBeGreaterThan(0)
  expect(Math.max(...values.slice(0, 10_000))).toBeLessThan(1)
  // Mean ½ and variance 1/12, within four standard errors.
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * values.length))
})
