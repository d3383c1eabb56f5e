import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sumOf } from '../vector.ts'
import { logGamma } from './log-gamma.ts'
import { observeSizes } from './observed-sizes.ts'
import { pooledShares, sizeConcentration, sizeLikelihood } from './size-concentration.ts'
import { sizeShares } from './size-shares.ts'
import { splitUnits } from './split-units.ts'

test('log Γ is that of the factorials and of a half', () => {
  expect(logGamma(5)).toBeCloseTo(Math.log(24), 12)
  expect(logGamma(1)).toBeCloseTo(0, 12)
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12)
  // Abramowitz & Stegun 1964, table 6.4: log₁₀ Γ(101) = log₁₀ 100! = 157.97000 36547.
  expect(logGamma(101) / Math.LN10).toBeCloseTo(157.9700036547, 9)
})

test('under a flat Dirichlet law all counts are equally likely', () => {
  // Three sizes with parameters 1: each of the C(4 + 2, 2) = 15 ways to sell 4 units has the chance 1/15 (Feller 1968, §II.5).
  for (const [counts, ways] of [
    [[4, 0, 0], 1],
    [[2, 1, 1], 12],
  ] as const) {
    const parent = Float64Array.of(1 / 3, 1 / 3, 1 / 3)
    expect(ways * Math.exp(sizeLikelihood(Float64Array.from(counts), parent, 3))).toBeCloseTo(1 / 15, 12)
  }
})

test('the concentration of the sexes in Saxon families is the published one', () => {
  // Geissler 1889, boys among the first 12 children of 6,115 families; greatest likelihood at α = 34.09558 and β = 31.5715 (Wikipedia, Beta-binomial distribution).
  const families = [3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7]
  const counts = families.flatMap((count, boys) => Array.from({ length: count }, () => Float64Array.of(boys, 12 - boys)))
  expect(sizeConcentration(counts, pooledShares(counts)) / (34.09558 + 31.5715)).toBeCloseTo(1, 2)
})

test('styles that differ by chance alone keep the parent, those of one size each their own', () => {
  const alike = [Float64Array.of(50, 50), Float64Array.of(50, 50)]
  expect(sizeConcentration(alike, pooledShares(alike))).toBe(Infinity)
  const apart = [Float64Array.of(100, 0), Float64Array.of(0, 100)]
  expect(sizeConcentration(apart, pooledShares(apart))).toBeLessThan(0.1)
  expect(sizeConcentration([], Float64Array.of(1, 1))).toBe(Infinity)
  expect(sizeConcentration([Float64Array.of(3, 4)], Float64Array.of(1, 0))).toBe(Infinity)
})

test('own counts and the parent weigh as units of each', () => {
  // (n + c·p) / (N + c), Gelman et al. 2013, §3.4: (6 + 5) / 20, (3 + 3) / 20, (1 + 2) / 20.
  const exposureUnits = Float64Array.of(10, 10, 10)
  const prior = { parent: Float64Array.of(0.5, 0.3, 0.2), concentration: 10 }
  const shares = sizeShares({ units: Float64Array.of(6, 3, 1), exposureUnits }, prior)
  expect([...shares]).toEqual([0.55, 0.3, 0.15].map((share) => expect.closeTo(share, 12)))
})

test('a size that was sold out half of the time is not taken for one that sells half as much', () => {
  const units = [
    [8, 8, 8, 8],
    [4, 4, 0, 0],
  ]
  const onSale = [Uint8Array.of(1, 1, 1, 1), Uint8Array.of(1, 1, 0, 0)]
  const prior = { parent: Float64Array.of(0.5, 0.5), concentration: 0 }
  const sizes = units.map((list, size) => ({ units: Float64Array.from(list), onSale: onSale[size] ?? new Uint8Array(4) }))
  const seen = observeSizes(sizes, prior)
  expect([...seen.units]).toEqual([32, 8])
  expect([...sizeShares(seen, prior)]).toEqual([expect.closeTo(2 / 3, 6), expect.closeTo(1 / 3, 6)])
})

test('a size that was never on sale, or whose sales were never recorded, has the share of the parent', () => {
  const prior = { parent: Float64Array.of(0.5, 0.25, 0.25), concentration: 5 }
  const seen = observeSizes(
    [
      { units: Float64Array.of(20, 20), onSale: Uint8Array.of(1, 1) },
      { units: Float64Array.of(0, 0), onSale: Uint8Array.of(0, 0) },
      { units: Float64Array.of(Number.NaN, Number.NaN), onSale: Uint8Array.of(1, 1) },
    ],
    prior,
  )
  expect([...sizeShares(seen, prior)]).toEqual([0.5, 0.25, 0.25].map((share) => expect.closeTo(share, 6)))
})

const counts = fc.array(fc.nat(5_000), { minLength: 1, maxLength: 12 })

test('shares sum to 1, nothing sold gives the parent, and ten times the units with ten times the concentration the same', () => {
  fc.assert(
    fc.property(counts, fc.double({ min: 0, max: 1e6, noNaN: true }), (list, concentration) => {
      const units = Float64Array.from(list)
      const exposureUnits = units.map(() => sumOf(units))
      const parent = units.map((_, size) => size + 1)
      const shares = sizeShares({ units, exposureUnits }, { parent, concentration })
      expect(Math.abs(sumOf(shares) - 1)).toBeLessThan(1e-12)
      expect(shares.every((share) => share >= 0)).toBe(true)
      const tenfold = sizeShares(
        { units: units.map((sold) => 10 * sold), exposureUnits: exposureUnits.map((sold) => 10 * sold) },
        { parent, concentration: 10 * concentration },
      )
      for (const [size, share] of shares.entries()) expect(tenfold[size]).toBeCloseTo(share, 9)
      const none = sizeShares({ units: units.map(() => 0), exposureUnits: units.map(() => 0) }, { parent, concentration })
      for (const [size, share] of none.entries()) expect(share).toBeCloseTo((size + 1) / sumOf(parent), 12)
    }),
  )
})

test('with all sizes always on sale, exposure is all that was sold', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(40), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 6 }), (lists) => {
      const sizes = lists.map((list) => ({ units: Float64Array.from(list), onSale: new Uint8Array(4).fill(1) }))
      const sold = lists.flat().reduce((sum, units) => sum + units, 0)
      const { exposureUnits } = observeSizes(sizes, { parent: new Float64Array(lists.length).fill(1), concentration: 20 })
      for (const units of exposureUnits) expect(units).toBeCloseTo(sold, 6)
    }),
  )
})

test('remainders decide who has the units that are left', () => {
  // Quotas 3.4, 3.3, 3.3 and, of equals, the first.
  expect([...splitUnits(10, Float64Array.of(0.34, 0.33, 0.33))]).toEqual([4, 3, 3])
  expect([...splitUnits(2, Float64Array.of(1, 1, 1))]).toEqual([1, 1, 0])
  expect([...splitUnits(3, Float64Array.of(1, 0))]).toEqual([3, 0])
})

test('a quantity that is split stays whole, sums to itself and is within one unit of its quota', () => {
  const shares = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.nat(1_000_000_000), shares, (quantity, list) => {
      const split = splitUnits(quantity, Float64Array.from(list))
      expect(sumOf(split)).toBe(quantity)
      const sum = list.reduce((total, share) => total + share, 0)
      for (const [size, units] of split.entries()) {
        expect(Number.isInteger(units)).toBe(true)
        const quota = sum === 0 ? quantity / list.length : (quantity * (list[size] ?? 0)) / sum
        expect(Math.abs(units - quota)).toBeLessThan(1 + 1e-6)
      }
    }),
    { numRuns: 500 },
  )
})

test.each([
  [() => splitUnits(1.5, Float64Array.of(1)), 'quantity is 1.5'],
  [() => splitUnits(1, new Float64Array(0)), 'shares is empty'],
  [
    () =>
      sizeShares(
        { units: Float64Array.of(1), exposureUnits: Float64Array.of(1) },
        { parent: Float64Array.of(Number.NaN), concentration: 1 },
      ),
    'shares[0] is NaN',
  ],
  [
    () =>
      sizeShares(
        { units: Float64Array.of(1), exposureUnits: Float64Array.of(1) },
        { parent: Float64Array.of(1), concentration: Number.NaN },
      ),
    'concentration is NaN',
  ],
  [
    () => sizeShares({ units: Float64Array.of(1, 2), exposureUnits: Float64Array.of(1) }, { parent: Float64Array.of(1), concentration: 1 }),
    'units has 2 entries',
  ],
])('sizes that do not fit together are refused (%#)', (act, message) => {
  expect(act).toThrow(message)
})
