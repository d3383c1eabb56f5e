import { solveSymmetric } from '../regression/solve-symmetric.ts'
import { at } from '../vector.ts'
import { sumUp, type Hierarchy } from './hierarchy.ts'
import type { NodeWeights } from './weigh-nodes.ts'

/** As many rounds are given to series that would go below zero; two or three are needed. */
const mostRounds = 20

/**
 * Forecasts that add up, nearest to those of all nodes as their errors weigh: b = (S′W⁻¹S)⁻¹ S′W⁻¹ŷ (Wickramasuriya, Athanasopoulos &
 * Hyndman 2019); series that would be negative are held at 0 and the others solved again. `base` has one entry a node, sums first. The
 * answer is that of all nodes.
 */
export function reconcile(hierarchy: Hierarchy, base: Float64Array, weights: NodeWeights): Float64Array {
  const nodes = hierarchy.sums.length + hierarchy.bottomCount
  if (base.length !== nodes) throw new RangeError(`base has ${base.length} entries, wanted one for each of ${nodes} nodes`)
  const mayBeNegative = base.some((value) => value < 0)
  const rightSide = weights.rightSide(base)
  let free = Int32Array.from({ length: hierarchy.bottomCount }, (_, series) => series)
  for (let round = 0; ; round++) {
    const bottom = solveFree(weights.matrix, rightSide, free)
    const kept = free.filter((series) => at(bottom, series) >= 0)
    if (mayBeNegative || kept.length === free.length || round === mostRounds) {
      return sumUp(hierarchy, mayBeNegative ? bottom : bottom.map((value) => Math.max(0, value)))
    }
    free = kept
  }
}

/** Least squares over the bottom series that are not held at zero. */
function solveFree(matrix: Float64Array, rightSide: Float64Array, free: Int32Array): Float64Array {
  const size = rightSide.length
  const part = new Float64Array(free.length * free.length)
  for (const [row, series] of free.entries()) {
    for (const [column, other] of free.entries()) part[row * free.length + column] = at(matrix, series * size + other)
  }
  const solution = solveSymmetric(
    part,
    Float64Array.from(free, (series) => at(rightSide, series)),
  )
  const bottom = new Float64Array(size)
  for (const [index, series] of free.entries()) bottom[series] = at(solution, index)
  return bottom
}
