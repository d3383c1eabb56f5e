import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../inventory/random.ts'
import { at } from '../vector.ts'
import { forecastPanel, panelMethods, type PanelForecast } from './forecast-panel.ts'
import type { PanelSeries } from './panel.ts'
import { viewAt } from './view-at.ts'

interface Making {
  readonly horizon: number
  readonly regressors?: readonly Float64Array[]
  readonly id?: string
}

function seriesOf(values: ArrayLike<number>, { horizon, regressors = [], id = 'a' }: Making): PanelSeries {
  return {
    id,
    group: '',
    values: Float64Array.from(values),
    regressors,
    positions: Int32Array.from({ length: values.length + horizon }, (_, step) => step),
  }
}

function forecastOne(values: ArrayLike<number>, options = { season: 1, horizon: 6 }): PanelForecast {
  const [forecast] = forecastPanel([seriesOf(values, options)], options)
  if (forecast === undefined) throw new Error('no forecast')
  return forecast
}

function expectSound({ mean, quantiles }: PanelForecast): void {
  for (let step = 0; step < mean.length; step++) {
    const column = quantiles.map((quantile) => at(quantile, step))
    expect(column.every((value) => Number.isFinite(value))).toBe(true)
    expect(column).toEqual(column.toSorted((a, b) => a - b))
    expect(Number.isFinite(at(mean, step))).toBe(true)
  }
}

describe('one series', () => {
  test('counts have ordered whole quantiles that are never negative', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(counts, (values) => {
        const forecast = forecastOne(values)
        expectSound(forecast)
        for (const quantile of forecast.quantiles) for (const value of quantile) expect(value >= 0 && Number.isInteger(value)).toBe(true)
        for (const value of forecast.mean) expect(value).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 60 },
    )
  })

  test('ten times the units are ten times the forecast', () => {
    const values = fc.array(fc.double({ min: 0.5, max: 100, noNaN: true }), { minLength: 8, maxLength: 60 })
    fc.assert(
      fc.property(values, (units) => {
        const [small, large] = [forecastOne(units), forecastOne(units.map((value) => 1_024 * value))]
        for (const [step, value] of small.mean.entries()) expect(at(large.mean, step)).toBeCloseTo(1_024 * value, 4)
      }),
      { numRuns: 40 },
    )
  })

  test('a constant stays what it is, without spread', () => {
    const { mean, quantiles } = forecastOne(new Float64Array(40).fill(7))
    for (const column of [mean, ...quantiles]) expect([...column].every((value) => Math.abs(value - 7) < 1e-9)).toBe(true)
  })

  test('what never sold is forecast to sell nothing', () => {
    const { mean, quantiles } = forecastOne(new Float64Array(30))
    for (const column of [mean, ...quantiles]) expect([...column]).toEqual([0, 0, 0, 0, 0, 0])
  })

  test.each([[[5]], [[5, 9]], [[0, 0, 3]]])('%j is enough', (values) => {
    const forecast = forecastOne(values)
    expectSound(forecast)
    expect(forecast.mean).toHaveLength(6)
  })

  test('gaps are bridged, wherever they are', () => {
    const values = Array.from({ length: 60 }, (_, step) => (step % 7 === 3 || step < 2 || step > 57 ? Number.NaN : 20 + (step % 5)))
    const forecast = forecastOne(values)
    expectSound(forecast)
    expect(at(forecast.mean, 0)).toBeCloseTo(22, 0)
    for (const quantile of forecast.quantiles) expect([...quantile].every(Number.isInteger)).toBe(true)
  })

  test('ten years of days have a forecast with a weekly season', () => {
    const days = Float64Array.from({ length: 3_650 }, (_, day) => 100 + 40 * Number(day % 7 === 5) + (day % 3))
    const forecast = forecastOne(days, { season: 7, horizon: 14 })
    expectSound(forecast)
    const saturdays = [...forecast.mean.keys()].filter((step) => (3_650 + step) % 7 === 5)
    for (const step of saturdays) expect(at(forecast.mean, step)).toBeGreaterThan(125)
  })

  test('values below zero may be forecast below zero', () => {
    const forecast = forecastOne(Float64Array.from({ length: 50 }, (_, step) => -20 + (step % 3)))
    expectSound(forecast)
    expect(at(forecast.mean, 0)).toBeLessThan(-15)
  })
})

/** Two years of weeks with one peak a year, and price cuts that double sales. */
function shop(count: number, horizon: number): { readonly panel: readonly PanelSeries[]; readonly season: readonly number[] } {
  const season = Array.from({ length: 52 }, (_, week) => (week >= 44 && week < 50 ? 4 : 1))
  const panel = Array.from({ length: count }, (_, item) => {
    const random = createRandom(item + 1)
    const weeks = 104 + horizon
    const price = Float64Array.from({ length: weeks }, () => (random() < 0.15 ? 7 : 10))
    const values = Array.from({ length: 104 }, (_week, week) =>
      Math.round((5 + item) * (season[week % 52] ?? 1) * (at(price, week) < 10 ? 2 : 1) * (0.8 + 0.4 * random())),
    )
    return seriesOf(values, { horizon, regressors: [price], id: `item ${item}` })
  })
  return { panel, season }
}

describe('many series', () => {
  const options = { season: 52, horizon: 8 }

  test('the peak of the season is foreseen from before it', () => {
    const { panel } = shop(30, 8)
    const before = panel.map((one) => ({
      ...one,
      regressors: [],
      values: one.values.subarray(0, 95),
      positions: one.positions.subarray(0, 103),
    }))
    for (const { mean } of forecastPanel(before, options)) expect(at(mean, 4)).toBeGreaterThan(2.2 * at(mean, 0))
  })

  test('a price cut that is known ahead sells more', () => {
    const { panel } = shop(30, 8)
    const cut = panel.map((one) => ({
      ...one,
      regressors: one.regressors.map((price) => price.map((value, week) => (week < 104 ? value : week === 106 ? 7 : 10))),
    }))
    const forecasts = forecastPanel(cut, options)
    const ratio = forecasts.map(({ mean }) => at(mean, 2) / at(mean, 1)).toSorted((a, b) => a - b)[15]
    expect(ratio).toBeGreaterThan(1.5)
  })

  test.each(panelMethods.map((method) => [method.name, method] as const))(
    'what comes after an origin changes nothing that %s says there',
    (_, method) => {
      // A week without sales: some methods need one.
      const panel = shop(100, 8).panel.map((one) => ({ ...one, values: one.values.with(20, 0) }))
      const other = panel.map((one) => {
        const values = one.values.slice()
        // What comes is another world: turned round and ten times as much.
        values.set(
          one.values
            .subarray(90)
            .map((value) => 10 * value)
            .toReversed(),
          90,
        )
        return { ...one, values }
      })
      const told = method.forecast(viewAt(panel, 14, options))
      expect(told.some((forecast) => forecast !== undefined)).toBe(true)
      expect(method.forecast(viewAt(other, 14, options))).toEqual(told)
    },
  )

  test('progress is told up to the end, and never falls', () => {
    const shares: number[] = []
    forecastPanel(shop(12, 8).panel, { ...options, onProgress: (share) => void shares.push(share) })
    expect(shares.at(-1)).toBe(1)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  })

  test('weights sum to one', () => {
    for (const { weights } of forecastPanel(shop(12, 8).panel, options)) {
      expect([...weights.values()].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
    }
  })

  test('a panel without series has no forecast', () => {
    expect(forecastPanel([], options)).toEqual([])
  })
})
