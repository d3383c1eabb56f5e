import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PathForecast } from '../panel/panel.ts'
import { at } from '../vector.ts'
import { ownMethods } from './own-methods.ts'
import { takeOutSeason } from './recent-season.ts'

function forecastAll(history: Float64Array, season: number, horizon: number): readonly PathForecast[] {
  const series = { id: 'one', group: '', values: history, positions: new Int32Array(history.length + horizon), regressors: [] }
  return ownMethods.flatMap(({ forecast }) => forecast({ series: [{ series, history }], season, horizon })[0] ?? [])
}

const wavy = new Float64Array(130).map((_, step) => 50 + 0.2 * step + 10 * Math.sin((2 * Math.PI * step) / 52) + 3 * Math.sin(step * step))
const seasons = [1, 12, 52, 365]

test.each(seasons)('at a season of %i other units make the same forecast in those', (season) => {
  const plain = forecastAll(wavy, season, 13)
  for (const unit of [2 ** 300, 2 ** -300]) {
    for (const [method, { mean, deviation }] of forecastAll(
      wavy.map((value) => value * unit),
      season,
      13,
    ).entries()) {
      expect(mean).toEqual(plain[method]?.mean.map((value) => value * unit))
      expect(deviation).toEqual(plain[method]?.deviation.map((value) => value * unit))
    }
  }
})

test.each([0, 7, -7, 1e100])('a constant of %d stays', (value) => {
  for (const { mean, deviation } of forecastAll(new Float64Array(60).fill(value), 12, 6)) {
    for (const ahead of mean) expect(Math.abs(ahead - value)).toBeLessThanOrEqual(1e-6 * Math.abs(value))
    for (const error of deviation) expect(error).toBeLessThanOrEqual(1e-6 * Math.abs(value))
  }
})

test('whatever the history, forecasts and deviations are numbers', () => {
  const values = fc.array(fc.double({ min: -1e100, max: 1e100, noNaN: true }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(values, fc.constantFrom(1, 4, 30), fc.boolean(), (drawn, season, isPositive) => {
      const history = Float64Array.from(drawn, (value) => (isPositive ? Math.abs(value) : value))
      for (const { mean, deviation } of forecastAll(history, season, 18)) {
        expect([...mean, ...deviation].every(Number.isFinite)).toBe(true)
      }
    }),
  )
})

test('a season of the recent years counts more than that of old ones', () => {
  const history = new Float64Array(60).map(
    (_, step) => 100 + (step < 24 ? 10 : 30) * (step % 2 === 0 ? 1 : -1) + 0.1 * Math.sin(step * step),
  )
  const { values, restore } = takeOutSeason(history, 12)
  const flat = { mean: new Float64Array(2).fill(100), deviation: new Float64Array(2) }
  const swing = at(restore(flat).mean, 0) - at(restore(flat).mean, 1)
  // Plain means over the years would give about 45.
  expect(swing).toBeGreaterThan(50)
  expect(values.length).toBe(60)
})

test('less than two seasons are left as they are', () => {
  const history = wavy.subarray(0, 100)
  expect(takeOutSeason(history, 52).values).toBe(history)
})
