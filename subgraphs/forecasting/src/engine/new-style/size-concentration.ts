import { minimiseOnInterval } from '../golden-section.ts'
import { at, sumOf } from '../vector.ts'
import { logGamma } from './log-gamma.ts'
import { scaledShares } from './size-shares.ts'

/** Decades of units between which the concentration is sought; at the upper end styles differ by chance alone. */
const decades = [-2, -1, 0, 1, 2, 3, 4, 5, 6] as const

/**
 * Logarithm of the chance of `counts` of sizes when the shares are drawn from a Dirichlet law with parameters concentration · parent, but for the multinomial
 * coefficient, which no parameter changes (Mosimann 1962): log Γ(c) − log Γ(N + c) + Σ log Γ(n + c·p) − log Γ(c·p).
 */
export function sizeLikelihood(counts: Float64Array, parent: Float64Array, concentration: number): number {
  const parts = counts.map((count, size) => {
    const parameter = concentration * at(parent, size)
    return count === 0 ? 0 : logGamma(count + parameter) - logGamma(parameter)
  })
  return logGamma(concentration) - logGamma(sumOf(counts) + concentration) + sumOf(parts)
}

/**
 * How many units of the parent's shares a style's own sales have to outweigh: the greatest likelihood over the category's styles, between 0.01 and a million.
 * `styles` has counts by size, from weeks in which all sizes were on sale; `parent` are their shares, and sizes of which
 * it has none are left out. Infinity where the styles tell nothing apart.
 */
export function sizeConcentration(styles: readonly Float64Array[], parent: Float64Array): number {
  const shares = scaledShares(parent)
  const known = styles.map((counts) => counts.map((count, size) => (at(shares, size) > 0 ? count : 0)))
  // One unit has one size whatever the concentration.
  const telling = known.filter((counts) => sumOf(counts) > 1)
  if (telling.length === 0 || shares.filter((share) => share > 0).length < 2) return Infinity
  const cost = (decade: number): number => -telling.reduce((sum, counts) => sum + sizeLikelihood(counts, shares, 10 ** decade), 0)
  const best = minimiseOnInterval(cost, decades)
  return best >= 6 - 1e-3 ? Infinity : 10 ** best
}

/** Shares of sizes over all styles, each unit counting alike; all alike where nothing was sold. */
export function pooledShares(styles: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array(0)] = styles
  return scaledShares(first.map((_, size) => styles.reduce((sum, counts) => sum + at(counts, size), 0)))
}
