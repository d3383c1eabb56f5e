import { expect, test } from 'vitest'
import { fitTheta, lineSlope, projectTheta } from './theta.ts'

test('theta adds half the slope to the smoothed level each week', () => {
  // Hyndman & Billah 2003, by hand: (1 − 0.5³) / 0.5 = 1.75, so 10 + 1 · (h − 1 + 1.75).
  expect([...projectTheta({ level: 10, alpha: 0.5, slope: 2, weeks: 3 }, 3)]).toEqual([11.75, 12.75, 13.75])
})

test('the slope is the least-squares one', () => {
  // By hand: (−1 · 1 + 0 · 2 + 1 · 4) / (1 + 1).
  expect(lineSlope(Float64Array.of(1, 2, 4))).toBe(1.5)
  expect(lineSlope(Float64Array.of(5))).toBe(0)
})

test('the forecast of a falling series never goes below zero', () => {
  const history = new Float64Array(20).map((_, week) => 40 - 2 * week)
  const { mean } = fitTheta(history, { seasonWeeks: 52, horizon: 13, season: undefined })
  expect(Math.min(...mean)).toBe(0)
})
