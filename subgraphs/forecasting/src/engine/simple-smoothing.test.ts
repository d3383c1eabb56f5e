import { expect, test } from 'vitest'
import { fitSimpleSmoothing, smoothSimply } from './simple-smoothing.ts'

test('simple smoothing moves the level by alpha of each error', () => {
  // By hand: errors 1, 2.5, 5.25; levels 2 → 2.5 → 3.75 → 6.375.
  const smoothed = smoothSimply(Float64Array.of(3, 5, 9), 0.5, 2)
  expect(smoothed.level).toBe(6.375)
  expect(smoothed.squaredError).toBe(1 + 6.25 + 27.5625)
})

test('a constant series is fitted without error', () => {
  const { level, squaredError } = fitSimpleSmoothing(new Float64Array(30).fill(7))
  expect(level).toBe(7)
  expect(squaredError).toBe(0)
})

test('a series that jumps once and stays is followed at once', () => {
  const series = new Float64Array(40).map((_, week) => (week < 20 ? 10 : 50))
  const { alpha, level } = fitSimpleSmoothing(series)
  expect(alpha).toBeGreaterThan(0.99)
  expect(level).toBeCloseTo(50, 6)
})

test('no alpha and starting level of a fine grid fit better than the ones found', () => {
  const series = Float64Array.of(12, 15, 9, 14, 20, 18, 22, 17, 25, 21, 19, 24)
  const { squaredError } = fitSimpleSmoothing(series)
  for (let alpha = 0.01; alpha < 1; alpha += 0.01) {
    for (let level = 5; level <= 25; level += 0.25) {
      expect(smoothSimply(series, alpha, level).squaredError).toBeGreaterThan(squaredError * 0.9999)
    }
  }
})
