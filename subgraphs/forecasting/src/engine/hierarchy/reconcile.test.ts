import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { at } from '../vector.ts'
import { hierarchyOf, sumUp } from './hierarchy.ts'
import { reconcile } from './reconcile.ts'

describe('two series and their sum', () => {
  const pair = hierarchyOf([['a', 'a']], { hasTotal: false })

  test('of equal variance share what is missing in thirds', () => {
    // The sum says 12, its parts 3 and 6: each node gives way by 1.
    const reconciled = reconcile(pair, Float64Array.of(12, 3, 6), Float64Array.of(1, 1, 1))
    expect([...reconciled].map((value) => Math.round(1e9 * value) / 1e9)).toEqual([11, 4, 7])
  })

  test('follow what is known best', () => {
    const [total = 0, first = 0] = reconcile(pair, Float64Array.of(12, 3, 6), Float64Array.of(1e-6, 1, 1))
    expect(total).toBeCloseTo(12, 4)
    expect(first).toBeCloseTo(4.5, 4)
  })

  test('go no lower than zero', () => {
    const reconciled = reconcile(pair, Float64Array.of(1, 0, 6), Float64Array.of(0.01, 1, 1))
    expect(at(reconciled, 1)).toBe(0)
    expect(at(reconciled, 0)).toBeCloseTo(at(reconciled, 2), 9)
  })
})

test('whatever is asked for adds up, is never negative, and stays when it adds up already', () => {
  const cases = fc.integer({ min: 1, max: 12 }).chain((count) =>
    fc.record({
      rows: fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: count, maxLength: count }),
      columns: fc.array(fc.constantFrom('p', 'q'), { minLength: count, maxLength: count }),
      bottom: fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { minLength: count, maxLength: count }),
      noise: fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: 30, maxLength: 30 }),
    }),
  )
  fc.assert(
    fc.property(cases, ({ rows, columns, bottom, noise }) => {
      const hierarchy = hierarchyOf([rows, columns], { hasTotal: true })
      const coherent = sumUp(hierarchy, Float64Array.from(bottom))
      const variances = coherent.map((_, node) => at(Float64Array.from(noise), node))
      const base = coherent.map((value, node) => value * at(variances, node))
      const reconciled = reconcile(hierarchy, base, variances)
      const parts = reconciled.subarray(hierarchy.sums.length)
      const scale = 1 + Math.max(...reconciled)
      for (const [node, value] of sumUp(hierarchy, parts).entries())
        expect(Math.abs(value - at(reconciled, node)) / scale).toBeLessThan(1e-9)
      expect(parts.every((value) => value >= 0)).toBe(true)
      for (const [node, value] of reconcile(hierarchy, coherent, variances).entries()) {
        expect(Math.abs(value - at(coherent, node)) / scale).toBeLessThan(1e-6)
      }
    }),
  )
})

test.each([
  [() => hierarchyOf([], { hasTotal: true }), 'groupings of no series'],
  [() => hierarchyOf([['a', 'b'], ['a']], { hasTotal: true }), 'groupings[1] has 1 series, wanted 2'],
  [() => reconcile(hierarchyOf([['a']], { hasTotal: false }), Float64Array.of(1), Float64Array.of(1, 1)), 'base has 1 entries'],
  [() => reconcile(hierarchyOf([['a']], { hasTotal: false }), Float64Array.of(1, 1), Float64Array.of(1, 0)), 'variances[1] is 0'],
])('what does not fit together is refused (%#)', (act, message) => {
  expect(act).toThrow(message)
})
