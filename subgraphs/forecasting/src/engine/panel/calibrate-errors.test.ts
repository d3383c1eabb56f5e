import { describe, expect, test } from 'vitest'
import { createRandom } from '../inventory/random.ts'
import { at } from '../vector.ts'
import { calibrateErrors, type ScaledErrors } from './calibrate-errors.ts'

/** Errors of 200 series at 3 origins, each series with a spread of its own. */
function draw(spreadOf: (series: number) => number, horizon = 6): readonly ScaledErrors[] {
  const random = createRandom(7)
  // Irwin–Hall: a sum of twelve is near the normal law.
  const normal = (): number => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6)
  return Array.from({ length: 600 }, (_, look) => ({
    id: `series ${look % 200}`,
    weight: 1,
    errors: new Float64Array(horizon).map((_error, step) => spreadOf(look % 200) * Math.sqrt(1 + step) * normal()),
  }))
}

describe('errors of a known law', () => {
  test('their quantiles hold what they promise', () => {
    const { quantiles, growth, factorOf } = calibrateErrors(
      draw(() => 2),
      6,
    )
    const inside = draw(() => 2).flatMap(({ id, errors }) =>
      [...errors].map((error, step) => {
        const unit = factorOf(id) * at(growth, step)
        return error >= at(quantiles, 1) * unit && error <= at(quantiles, 3) * unit ? 1 : 0
      }),
    )
    const share = inside.reduce((sum: number, one) => sum + one, 0) / inside.length
    expect(share).toBeGreaterThan(0.77)
    expect(share).toBeLessThan(0.85)
  })

  test('they grow with the horizon as the errors do', () => {
    const { growth } = calibrateErrors(
      draw(() => 1),
      6,
    )
    expect(at(growth, 5) / at(growth, 0)).toBeGreaterThan(1.4)
  })

  test('a series that errs more than the others gets wider intervals, drawn to theirs', () => {
    const { factorOf } = calibrateErrors(
      draw((series) => (series === 3 ? 5 : 1)),
      6,
    )
    expect(factorOf('series 3')).toBeGreaterThan(1.3 * factorOf('series 4'))
    expect(factorOf('series 3')).toBeLessThan(5 * factorOf('series 4'))
  })
})

test('what is near counts more than what is long ago', () => {
  const drifting = [...draw(() => 4).map((look) => ({ ...look, weight: 0.05 })), ...draw(() => 1)]
  const widthOf = (cells: readonly ScaledErrors[]): number => {
    const { quantiles, growth, factorOf } = calibrateErrors(cells, 6)
    return (at(quantiles, 3) - at(quantiles, 1)) * at(growth, 0) * factorOf('series 1')
  }
  const old = drifting.map((look) => ({ ...look, weight: 1 }))
  expect(widthOf(drifting)).toBeLessThan(0.7 * widthOf(old))
})

test('without any errors the foreseen spread and the normal law stand', () => {
  const { quantiles, growth, factorOf } = calibrateErrors([], 3)
  expect(factorOf('any')).toBe(1)
  expect([...growth]).toEqual([1, 1, 1])
  expect(at(quantiles, 3)).toBeCloseTo(1.2816, 4)
})
