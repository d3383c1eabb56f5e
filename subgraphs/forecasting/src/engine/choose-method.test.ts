import { expect, test } from 'vitest'
import { chooseMethod } from './choose-method.ts'

const steps = (weeks: number, units: (week: number) => number): Float64Array => new Float64Array(weeks).map((_, week) => units(week))

test('a series of which two methods say the same goes to the simpler one', () => {
  expect(chooseMethod(new Float64Array(60).fill(5), 52, 13).method).toBe('SEASONAL_NAIVE')
})

test('a Christmas peak seen once is repeated, though the quiet weeks since are best forecast by their level', () => {
  const history = steps(85, (week) => (week % 52 >= 46 && week % 52 < 51 ? 200 : 20) + 3 * Math.sin(week % 52) + (week % 3))
  const { method, fit } = chooseMethod(history, 52, 20)
  expect(method).toBe('SEASONAL_NAIVE')
  expect(Math.max(...fit.mean)).toBeGreaterThan(190)
})

test('a rising series without a season is not repeated from last year', () => {
  const history = steps(104, (week) => 10 + 2 * week + 5 * Math.sin(week * 7))
  const { method, fit } = chooseMethod(history, 52, 13)
  expect(method).not.toBe('SEASONAL_NAIVE')
  expect(fit.mean[0]).toBeGreaterThan(190)
})

test('an intermittent series is never forecast as nothing', () => {
  const history = steps(60, (week) => (week % 4 === 0 ? 3 : 0))
  const { fit } = chooseMethod(history, 52, 13)
  const mean = fit.mean.reduce((sum, units) => sum + units / 13, 0)
  expect(mean).toBeGreaterThan(0.4)
  expect(mean).toBeLessThan(1.5)
})

test('hardly any demand is a small level, untried', () => {
  const rare = steps(80, (week) => (week === 10 || week === 40 ? 2 : 0))
  const { method, fit, surprises } = chooseMethod(rare, 52, 13)
  expect({ method, surprises }).toEqual({ method: 'ETS', surprises: [] })
  expect(fit.mean[12]).toBeGreaterThan(0)
  expect(fit.mean[12]).toBeLessThan(0.1)
})
