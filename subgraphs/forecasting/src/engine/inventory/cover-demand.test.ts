import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commonCorrelation, simulateCoverDemand, type CoverDemandOptions } from './cover-demand.ts'
import { sampleQuantile } from './demand-sample.ts'

const week = 7
const options: CoverDemandOptions = {
  forecast: { mean: Float64Array.of(4, 4, 4), variance: Float64Array.of(4, 4, 4) },
  correlation: 0,
  leadTimeDays: 2 * week,
  leadTimeDeviationDays: 0,
  reviewPeriodDays: week,
  draws: 20_000,
  seed: 3,
}

function varianceOf(sample: Float64Array): number {
  const mean = sample.reduce((sum, draw) => sum + draw, 0) / sample.length
  return sample.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / sample.length
}

test('independent Poisson weeks add up to a Poisson law', () => {
  const { lead, cover, mean } = simulateCoverDemand(options)
  expect(mean).toBeCloseTo(12, 0)
  expect(varianceOf(cover)).toBeCloseTo(12, -0.5)
  // Poisson(12): P(D ≤ 16) = 0.899, P(D ≤ 18) = 0.963; Poisson(8): P(D ≤ 13) = 0.966.
  expect(sampleQuantile(cover, 0.95)).toBe(18)
  expect(sampleQuantile(lead, 0.95)).toBe(13)
})

test('correlated weeks spread wider around the same mean', () => {
  const { cover, mean } = simulateCoverDemand({ ...options, correlation: 0.9 })
  expect(mean).toBeCloseTo(12, 0)
  expect(varianceOf(cover)).toBeGreaterThan(2 * 12)
})

test('an uncertain lead time adds the square of mean demand times its variance', () => {
  // Var = E[L] · v + m² · Var(L) per week, plus the review's own v (Silver, Pyke & Thomas 2017, chapter 6): 2·4 + 16·1 + 4 = 28.
  const { cover, mean } = simulateCoverDemand({ ...options, leadTimeDeviationDays: week })
  expect(mean).toBeCloseTo(12, 0)
  expect(varianceOf(cover) / 28).toBeCloseTo(1, 1)
})

test('of a week covered in part only the covered days count', () => {
  // A thinned Poisson week is Poisson again: 3 days of 14 units are 6.
  const { cover, mean } = simulateCoverDemand({
    ...options,
    forecast: { mean: Float64Array.of(14), variance: Float64Array.of(14) },
    leadTimeDays: 0,
    reviewPeriodDays: 3,
  })
  expect(mean).toBeCloseTo(6, 0)
  expect(varianceOf(cover) / 6).toBeCloseTo(1, 1)
})

test('weeks may be given by their quantiles', () => {
  const quantiles = [10, 20, 30].map((units) => Float64Array.of(units))
  const { cover } = simulateCoverDemand({ ...options, forecast: { levels: [0.1, 0.5, 0.9], quantiles }, leadTimeDays: 0 })
  expect(sampleQuantile(cover, 0.5)).toBeCloseTo(20, 0)
  expect(sampleQuantile(cover, 0.9)).toBeCloseTo(30, 0)
})

test('the same seed gives the same draws and another one does not', () => {
  const draw = (seed: number): Float64Array => simulateCoverDemand({ ...options, draws: 100, seed }).cover
  expect(draw(5)).toEqual(draw(5))
  expect(draw(5)).not.toEqual(draw(6))
})

test('no demand stays no demand, and one week serves any cover', () => {
  const { cover } = simulateCoverDemand({ ...options, draws: 50, forecast: { mean: Float64Array.of(0), variance: Float64Array.of(0) } })
  expect(cover).toEqual(new Float64Array(50))
})

test('demand over the lead time never exceeds that over the cover', () => {
  fc.assert(
    fc.property(
      fc.nat(60),
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (leadTimeDays, reviewPeriodDays, correlation) => {
        const { lead, cover } = simulateCoverDemand({ ...options, draws: 40, leadTimeDays, reviewPeriodDays, correlation })
        expect(lead.every((units, draw) => units <= (cover[draw] ?? 0))).toBe(true)
      },
    ),
  )
})

test('input that is no demand is refused by name', () => {
  const refused = (changed: Partial<CoverDemandOptions>) => (): unknown => simulateCoverDemand({ ...options, ...changed })
  expect(refused({ leadTimeDays: Number.NaN })).toThrow(new RangeError('leadTimeDays is NaN, wanted a finite number ≥ 0'))
  expect(refused({ draws: 0 })).toThrow('draws is 0, wanted a whole number ≥ 1')
  expect(refused({ correlation: 1.5 })).toThrow('correlation is 1.5, wanted a finite number ≥ 0 and ≤ 1')
  expect(refused({ forecast: { mean: Float64Array.of(1, Infinity), variance: Float64Array.of(1, 1) } })).toThrow(
    'mean[1] is Infinity, wanted a finite number ≥ 0',
  )
  expect(refused({ forecast: { mean: new Float64Array(0), variance: new Float64Array(0) } })).toThrow(
    'mean is empty, wanted at least one number',
  )
})

test('the correlation that explains a cover variance gives it back', () => {
  // 3 weeks of variance 4 with correlation ½: 3 · 4 · (1 + 2 · ½) = 24.
  expect(commonCorrelation({ weekVariance: 4, coverVariance: 24, weeks: 3 })).toBeCloseTo(0.5, 12)
  expect(commonCorrelation({ weekVariance: 4, coverVariance: 6, weeks: 3 })).toBe(0)
})
