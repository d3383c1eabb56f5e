import fc from 'fast-check'
import { expect, test } from 'vitest'
import { at } from '../../vector.ts'
import { chooseEts } from './choose-ets.ts'
import { createTrace, differentiateEts, place, runEts } from './ets-model.ts'
import type { EtsKind } from './ets-model.ts'
import { forecastEts } from './forecast-ets.ts'

/** Oil production of Saudi Arabia 1996 to 2013, million tonnes (fpp2 §7.1). */
const oil = Float64Array.from([
  445.3641, 453.195, 454.4096, 422.3789, 456.0371, 440.3866, 425.1944, 486.2052, 500.4291, 521.2759, 508.9476, 488.8889, 509.8706, 456.7229,
  473.8166, 525.9509, 549.8338, 542.3405,
])
const scale = 500
const level: EtsKind = { error: 'A', trend: 'N', season: 'N' }

test('a level is fitted as by ses of R: α 0.8339, forecast 542.68, 95 % from 484.22, AICc 179.86 (fpp2 §7.1)', () => {
  const fit = chooseEts(
    oil.map((value) => value / scale),
    1,
    [level],
  )
  const { mean, deviation } = forecastEts(fit, 5)
  expect(fit.alpha).toBeCloseTo(0.8339, 3)
  // Values over 500 lower n log Σe² by n log 500².
  expect(fit.aicc + oil.length * Math.log(scale * scale)).toBeCloseTo(179.8573, 1)
  expect(scale * at(mean, 0)).toBeCloseTo(542.6806, 1)
  expect(scale * (at(mean, 0) - 1.959964 * at(deviation, 0))).toBeCloseTo(484.2183, 1)
  expect(scale * (at(mean, 4) - 1.959964 * at(deviation, 4))).toBeCloseTo(428.9945, 1)
})

const kinds = (['A', 'M'] as const).flatMap((error) =>
  (['N', 'A', 'Ad'] as const).flatMap((trend) => (['N', 'A', 'M'] as const).map((season): EtsKind => ({ error, trend, season }))),
)

test.each(kinds)('the gradient is that of differences: $error,$trend,$season', (kind) => {
  const values = new Float64Array(40).map(
    (_, step) => 1 + 0.01 * step + 0.2 * Math.sin((step * Math.PI) / 2) + 0.05 * Math.sin(step * step),
  )
  const model = modelOf(kind)
  const trace = createTrace(values.length, model.length - place.season)
  const gradient = new Float64Array(model.length)
  runEts(values, kind, model, trace)
  differentiateEts(kind, model, trace, gradient)
  for (let axis = 0; axis < model.length; axis++) {
    const moved = (by: number): number => runEts(values, kind, model.slice().fill(at(model, axis) + by, axis, axis + 1), trace)
    const difference = (moved(1e-6) - moved(-1e-6)) / 2e-6
    expect(Math.abs(difference - at(gradient, axis))).toBeLessThan(1e-6 * (1 + Math.abs(difference)))
  }
})

function modelOf({ trend, season }: EtsKind): Float64Array {
  const phi = { N: 0, A: 1, Ad: 0.9 }[trend]
  const states = { N: [0], A: [0.1, 0.05, -0.1, 0], M: [1.1, 1.05, 0.9, 1] }[season]
  return Float64Array.of(0.3, trend === 'N' ? 0 : 0.1, season === 'N' ? 0 : 0.2, phi, 1, trend === 'N' ? 0 : 0.01, ...states)
}

test('a season that its model made goes on', () => {
  const values = new Float64Array(48).map((_, step) => (1 + 0.01 * step) * (1 + 0.4 * Math.sin((step * Math.PI) / 6)))
  const { mean } = forecastEts(chooseEts(values, 12), 12)
  for (let step = 0; step < 12; step++) {
    expect(at(mean, step)).toBeCloseTo((1 + 0.01 * (48 + step)) * (1 + 0.4 * Math.sin((step * Math.PI) / 6)), 1)
  }
})

test('whatever the values, forecasts and deviations are numbers', () => {
  const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(values, fc.boolean(), (drawn, isPositive) => {
      const history = Float64Array.from(drawn, (value) => (isPositive ? Math.abs(value) + 1e-9 : value))
      const { mean, deviation } = forecastEts(chooseEts(history, 4), 18)
      expect([...mean, ...deviation].every(Number.isFinite)).toBe(true)
    }),
  )
})

test('positive values of all sizes give errors that are numbers', () => {
  // Found by the property of the own methods: relative errors far beyond 100 %.
  const history = Float64Array.of(1e-242, 1e-123, 1e-176, 1e-179, 1e-132, 1e-276, 1e-230, 1e-181, 1e-230, 1e-95, 1e-32, 1)
  expect([...forecastEts(chooseEts(history, 1), 18).deviation].every(Number.isFinite)).toBe(true)
})
