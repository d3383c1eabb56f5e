import fc from 'fast-check'
import { expect, test } from 'vitest'
import { meanCurve, soldShares, weeklyUnits } from './launch-curve.ts'
import { recordedSales, totalUnits, unitsByDay } from './styles.ts'

const days = Int32Array.from({ length: 10 }, (_, day) => day)

test('units of a day between two observations lie on the line between them', () => {
  const sales = { days: Int32Array.of(1, 5), cumulativeUnits: Float64Array.of(4, 12) }
  expect([...unitsByDay(sales, Int32Array.of(0, 1, 3, 5, 9))]).toEqual([2, 4, 8, 12, 12])
  expect([...unitsByDay({ days: new Int32Array(0), cumulativeUnits: new Float64Array(0) }, days)]).toEqual(Array(10).fill(0))
})

test('what was not recorded is left out, what falls stays, and the total is what was recorded last', () => {
  const style = { id: 'a', attributes: {}, days: Int32Array.of(0, 2, 4, 6), cumulativeUnits: Float64Array.of(3, Number.NaN, 9, 7) }
  expect(recordedSales(style, 9)).toEqual({ days: Int32Array.of(0, 4, 6), cumulativeUnits: Float64Array.of(3, 9, 9) })
  expect(totalUnits(style, 9)).toBe(7)
  expect(totalUnits(style, 3)).toBe(3)
})

test('a style that sold nothing has no curve and does not weigh in a mean', () => {
  const nothing = { id: 'a', attributes: {}, days: Int32Array.of(9), cumulativeUnits: Float64Array.of(0) }
  expect(soldShares(nothing, days)).toBeUndefined()
  const curve = Float64Array.of(0.4, 1)
  expect(
    meanCurve([
      { curve: undefined, weight: 3 },
      { curve, weight: 1 },
    ]),
  ).toEqual(curve)
  expect(meanCurve([])).toBeUndefined()
})

test('what is left of the total follows what is left of the curve', () => {
  const curve = Float64Array.from(days, (day) => (day + 1) / 10)
  const [first, second] = weeklyUnits({ total: 100, curve, sold: Float64Array.of(10, 40) })
  expect(first).toBeCloseTo(40 + (60 * 5) / 8, 9)
  expect(second).toBeCloseTo((60 * 3) / 8, 9)
})

test('weeks sum to the total and are never below 0', () => {
  const steps = fc.array(fc.nat(50), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(steps, steps, fc.nat(1_000), (first, second, more) => {
      const curve = rising(first)
      const whole = curve.at(-1) ?? 0
      const sold = rising(second).subarray(0, curve.length)
      const total = (sold.at(-1) ?? 0) + (sold.length === curve.length ? 0 : more)
      const weeks = weeklyUnits({ total, curve: curve.map((units) => (whole === 0 ? 1 : units / whole)), sold })
      expect(weeks.reduce((sum, units) => sum + units, 0)).toBeCloseTo(total, 6)
      expect(weeks.every((units) => units >= 0)).toBe(true)
    }),
  )
})

function rising(steps: readonly number[]): Float64Array {
  let sum = 0
  return Float64Array.from(steps, (step) => (sum += step))
}
