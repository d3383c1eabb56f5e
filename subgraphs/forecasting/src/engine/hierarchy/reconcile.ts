import { solveSymmetric } from '../regression/solve-symmetric.ts'
import { at } from '../vector.ts'
import { sumUp, type Hierarchy } from './hierarchy.ts'

/** As many rounds are given to series that would go below zero; two or three are needed. */
const mostRounds = 20

/**
 * Forecasts that add up, nearest to those of all nodes in units of each node's error variance: b = (S′W⁻¹S)⁻¹ S′W⁻¹ŷ, W diagonal
 * (weighted least squares, Wickramasuriya, Athanasopoulos & Hyndman 2019); series that would be negative are held at 0 and the others
 * solved again. `base` and `variances` have one entry a node, sums first; variances are above zero. The answer is that of all nodes.
 */
export function reconcile(hierarchy: Hierarchy, base: Float64Array, variances: Float64Array): Float64Array {
  const nodes = hierarchy.sums.length + hierarchy.bottomCount
  for (const [name, list] of Object.entries({ base, variances })) {
    if (list.length !== nodes) throw new RangeError(`${name} has ${list.length} entries, wanted one for each of ${nodes} nodes`)
  }
  const odd = variances.findIndex((variance) => !(variance > 0 && Number.isFinite(variance)))
  if (odd >= 0) throw new RangeError(`variances[${odd}] is ${variances[odd]}, wanted a number above 0`)
  const mayBeNegative = base.some((value) => value < 0)
  let free = Int32Array.from({ length: hierarchy.bottomCount }, (_, series) => series)
  for (let round = 0; ; round++) {
    const bottom = solveFree(hierarchy, { base, variances, free })
    const kept = free.filter((series) => at(bottom, series) >= 0)
    if (mayBeNegative || kept.length === free.length || round === mostRounds) {
      return sumUp(hierarchy, mayBeNegative ? bottom : bottom.map((value) => Math.max(0, value)))
    }
    free = kept
  }
}

interface Problem {
  readonly base: Float64Array
  readonly variances: Float64Array
  /** Bottom series that are not held at zero. */
  readonly free: Int32Array
}

function solveFree({ sums, bottomCount }: Hierarchy, { base, variances, free }: Problem): Float64Array {
  const size = free.length
  const place = new Int32Array(bottomCount).fill(-1)
  for (const [index, series] of free.entries()) place[series] = index
  const matrix = new Float64Array(size * size)
  const rightSide = new Float64Array(size)
  const add = (members: readonly number[], node: number): void => {
    const weight = 1 / at(variances, node)
    for (const row of members) {
      rightSide[row] = at(rightSide, row) + weight * at(base, node)
      for (const column of members) matrix[row * size + column] = at(matrix, row * size + column) + weight
    }
  }
  for (const [node, members] of sums.entries()) {
    add(
      [...members].map((series) => place[series] ?? -1).filter((index) => index >= 0),
      node,
    )
  }
  for (const [index, series] of free.entries()) add([index], sums.length + series)
  const solution = solveSymmetric(matrix, rightSide)
  const bottom = new Float64Array(bottomCount)
  for (const [index, series] of free.entries()) bottom[series] = at(solution, index)
  return bottom
}
