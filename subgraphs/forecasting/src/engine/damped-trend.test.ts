import { expect, test } from 'vitest'
import { fitDampedTrend, smoothWithDampedTrend } from './damped-trend.ts'

test('the damped trend moves level and trend by their shares of each error', () => {
  // By hand: forecast 9 + 0.9 = 9.9, error 0.1, level 9.95, trend 0.91; forecast 10.769, error 1.231, level 11.3845, trend 0.9421.
  const smoothed = smoothWithDampedTrend(Float64Array.of(10, 12), { alpha: 0.5, beta: 0.1, phi: 0.9 }, { level: 9, trend: 1 })
  expect(smoothed.end.level).toBeCloseTo(11.3845, 10)
  expect(smoothed.end.trend).toBeCloseTo(0.9421, 10)
  expect(smoothed.squaredError).toBeCloseTo(0.01 + 1.231 ** 2, 10)
})

test('a series that the model made itself is fitted without error', () => {
  let [level, trend] = [100, 8]
  const series = new Float64Array(40).map(() => {
    trend *= 0.9
    level += trend
    return level
  })
  const { squaredError, end } = fitDampedTrend(series)
  expect(squaredError).toBeLessThan(0.5)
  expect(end.level).toBeCloseTo(level, 1)
})
