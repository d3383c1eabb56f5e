import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../inventory/random.ts'
import { at } from '../vector.ts'
import { hierarchyOf, sumUp } from './hierarchy.ts'
import { reconcile } from './reconcile.ts'
import { shrunkCovariance } from './shrunk-covariance.ts'
import { weighByCovariance, weighByVariances } from './weigh-nodes.ts'

const one = hierarchyOf([['a']], { hasTotal: false })

describe('two series and their sum', () => {
  const pair = hierarchyOf([['a', 'a']], { hasTotal: false })

  test('of equal variance share what is missing in thirds', () => {
    // The sum says 12, its parts 3 and 6: each node gives way by 1.
    const reconciled = reconcile(pair, Float64Array.of(12, 3, 6), weighByVariances(pair, Float64Array.of(1, 1, 1)))
    expect([...reconciled].map((value) => Math.round(1e9 * value) / 1e9)).toEqual([11, 4, 7])
  })

  test('follow what is known best', () => {
    const [total = 0, first = 0] = reconcile(pair, Float64Array.of(12, 3, 6), weighByVariances(pair, Float64Array.of(1e-6, 1, 1)))
    expect(total).toBeCloseTo(12, 4)
    expect(first).toBeCloseTo(4.5, 4)
  })

  test('go no lower than zero', () => {
    const reconciled = reconcile(pair, Float64Array.of(1, 0, 6), weighByVariances(pair, Float64Array.of(0.01, 1, 1)))
    expect(at(reconciled, 1)).toBe(0)
    expect(at(reconciled, 0)).toBeCloseTo(at(reconciled, 2), 9)
  })
})

/** Errors of 40 looks: what all nodes share, and what each has of its own. */
function looksOf(nodes: number, seed: number): readonly Float64Array[] {
  const random = createRandom(seed)
  return Array.from({ length: 40 }, () => {
    const shared = random() - 0.5
    return new Float64Array(nodes).map((_, node) => (1 + node) * (shared + random() - 0.5))
  })
}

test.each(['variances', 'covariance'] as const)(
  'whatever is asked for adds up, is never negative, and stays when it adds up already, by %s',
  (kind) => {
    const cases = fc.integer({ min: 1, max: 12 }).chain((count) =>
      fc.record({
        rows: fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: count, maxLength: count }),
        columns: fc.array(fc.constantFrom('p', 'q'), { minLength: count, maxLength: count }),
        bottom: fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { minLength: count, maxLength: count }),
        noise: fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: 30, maxLength: 30 }),
      }),
    )
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 1_000 }), ({ rows, columns, bottom, noise }, seed) => {
        const hierarchy = hierarchyOf([rows, columns], { hasTotal: true })
        const coherent = sumUp(hierarchy, Float64Array.from(bottom))
        const variances = Float64Array.from(noise.slice(0, coherent.length))
        const weights =
          kind === 'variances'
            ? weighByVariances(hierarchy, variances)
            : weighByCovariance(hierarchy, shrunkCovariance(looksOf(coherent.length, seed)))
        const base = coherent.map((value, node) => value * at(variances, node))
        const reconciled = reconcile(hierarchy, base, weights)
        const parts = reconciled.subarray(hierarchy.sums.length)
        const scale = 1 + Math.max(...reconciled)
        for (const [node, value] of sumUp(hierarchy, parts).entries())
          expect(Math.abs(value - at(reconciled, node)) / scale).toBeLessThan(1e-9)
        expect(parts.every((value) => value >= 0)).toBe(true)
        for (const [node, value] of reconcile(hierarchy, coherent, weights).entries()) {
          expect(Math.abs(value - at(coherent, node)) / scale).toBeLessThan(1e-6)
        }
      }),
    )
  },
)

test('a diagonal covariance weighs as its variances do, however far apart these are', () => {
  const hierarchy = hierarchyOf([['a', 'a', 'b']], { hasTotal: true })
  const variances = Float64Array.of(1e12, 1e8, 4, 1e-3, 1e8, 2)
  const covariance = new Float64Array(36)
  for (const [node, variance] of variances.entries()) covariance[7 * node] = variance
  const base = Float64Array.of(2_000, 900, 1_200, 1, 700, 1_000)
  const plain = reconcile(hierarchy, base, weighByVariances(hierarchy, variances))
  const full = reconcile(hierarchy, base, weighByCovariance(hierarchy, covariance))
  for (const [node, value] of full.entries()) expect(value / at(plain, node)).toBeCloseTo(1, 9)
})

test('a part that errs with the sum follows it', () => {
  // By hand: of W with r = .9 between sum and first part, S′W⁻¹S b = S′W⁻¹ŷ.
  const hierarchy = hierarchyOf([['a', 'a']], { hasTotal: false })
  const reconciled = reconcile(
    hierarchy,
    Float64Array.of(12, 3, 6),
    weighByCovariance(hierarchy, Float64Array.of(1, 0.9, 0, 0.9, 1, 0, 0, 0, 1)),
  )
  // The gap of 3 is shared by W·(1, −1, −1)′ = (.1, −.1, −1) over its variance 1.2.
  for (const [node, value] of [11.75, 3.25, 8.5].entries()) expect(at(reconciled, node)).toBeCloseTo(value, 9)
})

test.each([
  [() => hierarchyOf([], { hasTotal: true }), 'groupings of no series'],
  [() => hierarchyOf([['a', 'b'], ['a']], { hasTotal: true }), 'groupings[1] has 1 series, wanted 2'],
  [() => reconcile(one, Float64Array.of(1), weighByVariances(one, Float64Array.of(1, 1))), 'base has 1 entries'],
  [() => weighByVariances(one, Float64Array.of(1)), 'variances is of 1 nodes, wanted 2'],
  [() => weighByVariances(one, Float64Array.of(1, 0)), 'variances[1] is 0'],
  [() => weighByCovariance(one, Float64Array.of(1)), 'covariance is of 1 nodes, wanted 2'],
  [() => weighByCovariance(one, Float64Array.of(1, 1, 1, 1)), 'covariance has nothing of its own at node 1'],
  [() => shrunkCovariance([Float64Array.of(1)]), 'got 1 looks'],
])('what does not fit together is refused (%#)', (act, message) => {
  expect(act).toThrow(message)
})
