import { at } from '../vector.ts'

/** Of the largest variance: a node that never erred has not shown that it can't. */
const leastVariance = 1e-12
/** Sums err as their parts do together: without any shrinkage there is no inverse. */
const leastShrinkage = 1e-3

/**
 * Covariance of errors about 0, row by row: their variances, and their correlations drawn towards none by as much as these are uncertain,
 * λ = Σ var(r) / Σ r² over all pairs (Schäfer & Strimmer 2005, as in minimum trace reconciliation, Wickramasuriya et al. 2019).
 * One vector a look, one entry a node; two looks at least. Positive definite.
 */
export function shrunkCovariance(errors: readonly Float64Array[]): Float64Array {
  const looks = errors.length
  const nodes = errors[0]?.length ?? 0
  if (looks < 2) throw new RangeError(`got ${looks} looks, wanted two at least`)
  const variances = new Float64Array(nodes).map((_, node) => errors.reduce((sum, error) => sum + at(error, node) ** 2, 0) / looks)
  const largest = variances.reduce((most, variance) => Math.max(most, variance), 0)
  const deviations = variances.map((variance) => Math.sqrt(largest > 0 ? Math.max(variance, leastVariance * largest) : 1))
  const standard = errors.map((error) => error.map((value, node) => value / at(deviations, node)))
  const correlations = new Float64Array(nodes * nodes)
  let [uncertain, squares] = [0, 0]
  for (let node = 0; node < nodes; node++) {
    for (let other = 0; other < node; other++) {
      let [sum, sumOfSquares] = [0, 0]
      for (const look of standard) {
        const product = at(look, node) * at(look, other)
        sum += product
        sumOfSquares += product * product
      }
      const correlation = sum / looks
      correlations[node * nodes + other] = correlation
      correlations[other * nodes + node] = correlation
      uncertain += (sumOfSquares / looks - correlation * correlation) / (looks - 1)
      squares += correlation * correlation
    }
  }
  const kept = squares > 0 ? 1 - Math.min(1, Math.max(leastShrinkage, uncertain / squares)) : 0
  return correlations.map((correlation, entry) => {
    const [row, column] = [Math.floor(entry / nodes), entry % nodes]
    return (row === column ? 1 : kept * correlation) * at(deviations, row) * at(deviations, column)
  })
}
