import { expect, test } from 'vitest'
import { fitDynamicTheta } from './dynamic-theta.ts'
import { at } from './vector.ts'

const rising = Float64Array.from({ length: 40 }, (_, step) => 100 + 2 * step)

test('a straight line goes on', () => {
  const fit = fitDynamicTheta(rising, 4)
  expect(fit?.variance).toBeLessThan(1)
  for (let step = 0; step < 4; step++) {
    const wanted = 100 + 2 * (40 + step)
    expect(Math.abs(at(fit?.ahead ?? new Float64Array(4), step) - wanted)).toBeLessThan(0.02 * wanted)
  }
})

test('a constant stays', () => {
  const fit = fitDynamicTheta(new Float64Array(30).fill(12), 3)
  for (const value of fit?.ahead ?? []) expect(value).toBeCloseTo(12, 6)
})

test('other units make the same forecast in those', () => {
  const wavy = rising.map((value, step) => value + 10 * Math.sin(step))
  const [plain, large] = [
    fitDynamicTheta(wavy, 5),
    fitDynamicTheta(
      wavy.map((value) => 1_024 * value),
      5,
    ),
  ]
  for (const [step, value] of (plain?.ahead ?? new Float64Array(0)).entries()) {
    expect(at(large?.ahead ?? new Float64Array(5), step) / (1_024 * value)).toBeCloseTo(1, 6)
  }
})

test('less than five values say nothing', () => {
  expect(fitDynamicTheta(rising.subarray(0, 4), 3)).toBeUndefined()
})
