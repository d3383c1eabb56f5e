import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forecastSeries } from './forecast-series.ts'
import type { ForecastOptions, SeriesForecast, SeriesInput } from './forecast-series.ts'

const YEARLY: ForecastOptions = { horizonWeeks: 13, seasonWeeks: 52, wholeUnits: true }

interface Row {
  readonly mean: number | undefined
  readonly quantiles: readonly (number | undefined)[]
}

/** What is wrong with a forecast, if anything, as a list to compare with none. */
function faultsOf({ totals, ...weekly }: SeriesForecast, { horizonWeeks, wholeUnits }: ForecastOptions): string[] {
  const rows: Row[] = [weekly, totals].flatMap(({ mean, p10, p50, p90 }) =>
    Array.from(mean, (units, step) => ({ mean: units, quantiles: [p10[step], p50[step], p90[step]] })),
  )
  const faults = rows.flatMap((row, step) => {
    const [low = Number.NaN, middle = Number.NaN, high = Number.NaN] = row.quantiles
    const values = [row.mean ?? Number.NaN, low, middle, high]
    const sound = values.every((value) => Number.isFinite(value) && value >= 0) && low <= middle && middle <= high
    const whole = !wholeUnits || [low, middle, high].every(Number.isInteger)
    return sound && whole ? [] : [`step ${step}: ${values.join(' ')}`]
  })
  return rows.length === 2 * horizonWeeks ? faults : [...faults, `${rows.length} rows`]
}

const units = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: fc.nat({ max: 60 }) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true }) },
)
const anySeries: fc.Arbitrary<SeriesInput> = fc
  .oneof(
    fc.array(units, { minLength: 1, maxLength: 130 }),
    fc.array(fc.nat({ max: 5 }), { minLength: 100, maxLength: 130 }),
    fc.tuple(units, fc.integer({ min: 1, max: 130 })).map(([value, weeks]) => Array.from({ length: weeks }, () => value)),
  )
  .chain((demand) =>
    fc.record({
      demand: fc.constant(Float64Array.from(demand)),
      censored: fc.uint8Array({ minLength: demand.length, maxLength: demand.length, max: 1 }),
    }),
  )
const anyOptions: fc.Arbitrary<ForecastOptions> = fc.record({
  horizonWeeks: fc.integer({ min: 1, max: 60 }),
  seasonWeeks: fc.constantFrom(1, 2, 4, 12, 52),
  wholeUnits: fc.boolean(),
})

describe('any history from zero up', () => {
  test('has finite, ordered quantiles that are never negative', () => {
    fc.assert(
      fc.property(anySeries, anyOptions, (input, options) => {
        expect(faultsOf(forecastSeries(input, options), options)).toEqual([])
      }),
      { numRuns: 250 },
    )
  })

  test('has the same forecast each time and is left as it was', () => {
    fc.assert(
      fc.property(anySeries, (input) => {
        const before = input.demand.slice()
        expect(forecastSeries(input, YEARLY)).toEqual(forecastSeries(input, YEARLY))
        expect(input.demand).toEqual(before)
      }),
      { numRuns: 40 },
    )
  })
})

test.each([
  ['no demand', new Float64Array(104)],
  ['a single week', Float64Array.of(5)],
  ['a single huge week', Float64Array.of(Number.MAX_VALUE)],
  ['nothing but huge weeks', new Float64Array(110).fill(Number.MAX_VALUE)],
  ['the smallest number there is', new Float64Array(110).fill(Number.MIN_VALUE)],
  ['one huge week among small ones', new Float64Array(110).fill(1).with(60, 1e300)],
])('%s has a sound forecast, whole or not', (_, demand) => {
  for (const wholeUnits of [true, false]) {
    const options = { ...YEARLY, wholeUnits }
    expect(faultsOf(forecastSeries({ demand }, options), options)).toEqual([])
  }
})

test('a censored week among huge ones has a sound forecast', () => {
  const demand = new Float64Array(16).fill(Number.MAX_VALUE)
  const censored = new Uint8Array(16)
  censored[14] = 1
  const options = { ...YEARLY, wholeUnits: false }
  expect(faultsOf(forecastSeries({ demand, censored }, options), options)).toEqual([])
})

test('no demand at all is forecast as none', () => {
  const { method, p90, totals } = forecastSeries({ demand: new Float64Array(104) }, YEARLY)
  expect(method).toBe('SEASONAL_NAIVE')
  expect(Math.max(...p90)).toBe(0)
  expect([totals.mean[12], totals.p10[12], totals.p50[12], totals.p90[12]]).toEqual([0, 0, 0, 0])
})

test('a single week of history is no certainty', () => {
  const { p10, p90 } = forecastSeries({ demand: Float64Array.of(20) }, YEARLY)
  expect(p10[0]).toBeLessThan(20)
  expect(p90[0]).toBeGreaterThan(20)
})

test('a constant series is forecast as it is', () => {
  const { p10, p50, p90 } = forecastSeries({ demand: new Float64Array(104).fill(300) }, YEARLY)
  expect([p50[0], p50[12]]).toEqual([300, 300])
  expect(p10[0]).toBeGreaterThan(285)
  expect(p90[0]).toBeLessThan(315)
})

test('the quantiles of the sum are nearer to it than the sums of the weeks’ quantiles', () => {
  const demand = new Float64Array(80).map((_, week) => 100 + 30 * Math.sin(week * 97))
  const { p90, totals } = forecastSeries({ demand }, YEARLY)
  expect(totals.p90[12]).toBeGreaterThan(totals.mean[12] ?? Number.NaN)
  expect(totals.p90[12]).toBeLessThan(p90.reduce((sum, week) => sum + week, 0))
})

test('the sum of the first week is that week', () => {
  const demand = new Float64Array(80).map((_, week) => 100 + 30 * Math.sin(week * 97))
  const { mean, p10, p50, p90, totals } = forecastSeries({ demand }, YEARLY)
  expect([totals.mean[0], totals.p10[0], totals.p50[0], totals.p90[0]]).toEqual([mean[0], p10[0], p50[0], p90[0]])
})

test('weeks with stock-outs do not pull the forecast down', () => {
  const soldOut = (week: number): boolean => week % 5 === 0
  const demand = new Float64Array(40).map((_, week) => (soldOut(week) ? 0 : 20))
  const censored = Uint8Array.from(demand, (_, week) => (soldOut(week) ? 1 : 0))
  expect(forecastSeries({ demand, censored }, YEARLY).p50[0]).toBe(20)
})

test('a style launched in the middle of the history is forecast by what it sold since', () => {
  const demand = new Float64Array(80).map((_, week) => (week < 68 ? 0 : 20 + (week % 3)))
  const { p50 } = forecastSeries({ demand }, YEARLY)
  expect(p50[0]).toBeGreaterThanOrEqual(19)
  expect(p50[12]).toBeGreaterThanOrEqual(19)
})

test('what is no series or no horizon is refused by name', () => {
  expect(() => forecastSeries({ demand: new Float64Array(0) }, YEARLY)).toThrow('demand has no week, wanted at least one')
  expect(() => forecastSeries({ demand: Float64Array.of(1, Number.NaN) }, YEARLY)).toThrow('demand[1] is NaN, wanted a finite number')
  expect(() => forecastSeries({ demand: Float64Array.of(1), censored: new Uint8Array(2) }, YEARLY)).toThrow(
    'censored has 2 weeks, wanted the 1',
  )
  expect(() => forecastSeries({ demand: Float64Array.of(1) }, { ...YEARLY, horizonWeeks: 0 })).toThrow('horizonWeeks is 0')
})
