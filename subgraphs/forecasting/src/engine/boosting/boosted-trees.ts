import { createRandom } from '../inventory/random.ts'
import { binOf, findEdges, toBins, type BinEdges } from './bin-features.ts'
import { growTree, type Tree } from './grow-tree.ts'

/** A sum of small trees over binned features (Friedman 2001). */
export interface BoostedTrees {
  readonly edges: BinEdges
  readonly base: number
  readonly trees: readonly Tree[]
}

export interface BoostOptions {
  readonly trees: number
  readonly leaves: number
  readonly rate: number
  readonly leastRows: number
  readonly ridge: number
  /** Share of the rows that each tree sees. */
  readonly rowShare: number
}

/** Fits targets by squared error. `features` is column by column, each as long as `targets`; the same input gives the same trees. */
export function fitBoostedTrees(features: readonly Float64Array[], targets: Float64Array, options: BoostOptions): BoostedTrees {
  const edges = findEdges(features)
  const columns = features.map((column, feature) => toBins(column, edges[feature] ?? new Float64Array(0)))
  const base = targets.reduce((sum, target) => sum + target, 0) / Math.max(1, targets.length)
  const residuals = targets.map((target) => target - base)
  const random = createRandom(targets.length)
  const trees: Tree[] = []
  for (let round = 0; round < options.trees; round++) {
    const rows = Int32Array.from(targets.keys()).filter(() => random() < options.rowShare)
    if (rows.length < 2 * options.leastRows) break
    const tree = growTree({ columns, residuals, rows, ...options })
    trees.push(tree)
    for (let row = 0; row < residuals.length; row++)
      residuals[row] = (residuals[row] ?? 0) - valueOf(tree, (feature) => columns[feature]?.[row] ?? 0)
  }
  return { edges, base, trees }
}

/** Prediction of one row, given feature by feature. */
export function predict({ edges, base, trees }: BoostedTrees, row: readonly number[]): number {
  const binned = row.map((value, feature) => binOf(value, edges[feature] ?? new Float64Array(0)))
  return trees.reduce((sum, tree) => sum + valueOf(tree, (feature) => binned[feature] ?? 0), base)
}

function valueOf({ feature, bin, left, right, value }: Tree, binAt: (feature: number) => number): number {
  let node = 0
  for (;;) {
    const asked = feature[node] ?? -1
    if (asked < 0) return value[node] ?? 0
    node = (binAt(asked) <= (bin[node] ?? 0) ? left[node] : right[node]) ?? 0
  }
}
