import { factorSymmetric, solveFactored } from '../regression/solve-symmetric.ts'
import { at } from '../vector.ts'
import type { Hierarchy } from './hierarchy.ts'

/** What least squares need to know of the errors' covariance W (nodes × nodes), whatever is forecast; S (nodes × bottom series) sums up. */
export interface NodeWeights {
  /** S′W⁻¹S, row by row. */
  readonly matrix: Float64Array
  /** S′W⁻¹ŷ of base forecasts ŷ, one entry a node; the answer has one a bottom series. */
  readonly rightSide: (base: Float64Array) => Float64Array
}

/** Errors that have nothing to do with each other: W is diagonal, one variance above 0 a node. For hierarchies too large for all pairs. */
export function weighByVariances(hierarchy: Hierarchy, variances: Float64Array): NodeWeights {
  const { bottomCount } = hierarchy
  const members = membersOf(hierarchy)
  expectNodes(hierarchy, 'variances', variances.length)
  const odd = variances.findIndex((variance) => !(variance > 0 && Number.isFinite(variance)))
  if (odd >= 0) throw new RangeError(`variances[${odd}] is ${variances[odd]}, wanted a number above 0`)
  const matrix = new Float64Array(bottomCount * bottomCount)
  for (const [node, ofNode] of members.entries()) {
    for (const row of ofNode) {
      for (const column of ofNode) matrix[row * bottomCount + column] = at(matrix, row * bottomCount + column) + 1 / at(variances, node)
    }
  }
  return {
    matrix,
    rightSide: (base) =>
      addUp(
        members,
        bottomCount,
        base.map((value, node) => value / at(variances, node)),
      ),
  }
}

/** Errors that go together: W is symmetric and positive definite, row by row (minimum trace, Wickramasuriya, Athanasopoulos & Hyndman 2019). */
export function weighByCovariance(hierarchy: Hierarchy, covariance: Float64Array): NodeWeights {
  const { bottomCount } = hierarchy
  const members = membersOf(hierarchy)
  const nodes = members.length
  expectNodes(hierarchy, 'covariance', Math.sqrt(covariance.length))
  const factor = factorSymmetric(covariance, nodes)
  const odd = members.findIndex((_, node) => !(at(factor, node * nodes + node) > 0))
  if (odd >= 0) throw new RangeError(`covariance has nothing of its own at node ${odd}, wanted a positive definite one`)
  const matrix = new Float64Array(bottomCount * bottomCount)
  for (let series = 0; series < bottomCount; series++) {
    const column = Float64Array.from(members, (ofNode) => (ofNode.includes(series) ? 1 : 0))
    matrix.set(addUp(members, bottomCount, solveFactored(factor, column)), series * bottomCount)
  }
  return { matrix, rightSide: (base) => addUp(members, bottomCount, solveFactored(factor, base)) }
}

/** S′ times one entry a node: what is said of all nodes that a bottom series is part of. */
function addUp(members: readonly Int32Array[], bottomCount: number, values: Float64Array): Float64Array {
  const sums = new Float64Array(bottomCount)
  for (const [node, ofNode] of members.entries()) {
    for (const series of ofNode) sums[series] = at(sums, series) + at(values, node)
  }
  return sums
}

/** Bottom series of every node, in the order of nodes. */
function membersOf({ sums, bottomCount }: Hierarchy): readonly Int32Array[] {
  return [...sums, ...Array.from({ length: bottomCount }, (_, series) => Int32Array.of(series))]
}

function expectNodes({ sums, bottomCount }: Hierarchy, name: string, got: number): void {
  const nodes = sums.length + bottomCount
  if (got !== nodes) throw new RangeError(`${name} is of ${got} nodes, wanted ${nodes}`)
}
