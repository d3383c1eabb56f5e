/** A binary tree: node i asks whether feature[i] lies in a bin up to bin[i], and goes to left[i] or right[i]; a leaf has feature −1. */
export interface Tree {
  readonly feature: Int16Array
  readonly bin: Uint8Array
  readonly left: Int16Array
  readonly right: Int16Array
  /** What a leaf adds. */
  readonly value: Float64Array
}

export interface GrowOptions {
  /** Bins of every feature, column by column. */
  readonly columns: readonly Uint8Array[]
  /** What is to be explained of each row. */
  readonly residuals: Float64Array
  /** Rows that this tree may see. */
  readonly rows: Int32Array
  readonly leaves: number
  readonly leastRows: number
  /** Added to the count of a leaf's rows: small leaves are drawn to 0. */
  readonly ridge: number
  readonly rate: number
}

const bins = 64

interface Leaf {
  readonly node: number
  readonly start: number
  readonly end: number
  readonly sum: number
  readonly split: Split | undefined
}

interface Split {
  readonly feature: number
  readonly bin: number
  readonly gain: number
}

/**
 * Grows a tree leaf by leaf, the best split first, on histograms of the residuals (Ke et al. 2017). Gain of a split: Σ²/(n + ridge) of both
 * sides less that of the leaf. `rows` is put in order of the leaves.
 */
export function growTree(options: GrowOptions): Tree {
  const { leaves, rows, residuals } = options
  const nodes = 2 * leaves - 1
  const tree: Tree = {
    feature: new Int16Array(nodes).fill(-1),
    bin: new Uint8Array(nodes),
    left: new Int16Array(nodes),
    right: new Int16Array(nodes),
    value: new Float64Array(nodes),
  }
  let sum = 0
  for (const row of rows) sum += residuals[row] ?? 0
  const open: Leaf[] = [withSplit(options, { node: 0, start: 0, end: rows.length, sum })]
  let used = 1
  while (open.length < leaves) {
    const best = open.reduce((most, leaf) => ((leaf.split?.gain ?? 0) > (most.split?.gain ?? 0) ? leaf : most))
    if (best.split === undefined) break
    const { feature, bin } = best.split
    const middle = partition(options, best, best.split)
    let leftSum = 0
    for (let index = best.start; index < middle; index++) leftSum += residuals[rows[index] ?? 0] ?? 0
    tree.feature[best.node] = feature
    tree.bin[best.node] = bin
    tree.left[best.node] = used
    tree.right[best.node] = used + 1
    open.splice(open.indexOf(best), 1)
    open.push(withSplit(options, { node: used, start: best.start, end: middle, sum: leftSum }))
    open.push(withSplit(options, { node: used + 1, start: middle, end: best.end, sum: best.sum - leftSum }))
    used += 2
  }
  for (const { node, start, end, sum: total } of open) tree.value[node] = (options.rate * total) / (end - start + options.ridge)
  return tree
}

function withSplit(options: GrowOptions, leaf: Omit<Leaf, 'split'>): Leaf {
  return { ...leaf, split: leaf.end - leaf.start < 2 * options.leastRows ? undefined : findSplit(options, leaf) }
}

function findSplit(
  { columns, residuals, rows, leastRows, ridge }: GrowOptions,
  { start, end, sum }: Omit<Leaf, 'split'>,
): Split | undefined {
  const sums = new Float64Array(bins)
  const counts = new Int32Array(bins)
  const all = end - start
  const before = (sum * sum) / (all + ridge)
  let best: Split | undefined
  for (const [feature, column] of columns.entries()) {
    sums.fill(0)
    counts.fill(0)
    for (let index = start; index < end; index++) {
      const row = rows[index] ?? 0
      const bin = column[row] ?? 0
      sums[bin] = (sums[bin] ?? 0) + (residuals[row] ?? 0)
      counts[bin] = (counts[bin] ?? 0) + 1
    }
    let [leftSum, leftCount] = [0, 0]
    for (let bin = 0; bin < bins - 1; bin++) {
      leftSum += sums[bin] ?? 0
      leftCount += counts[bin] ?? 0
      const rightCount = all - leftCount
      if (leftCount < leastRows) continue
      if (rightCount < leastRows) break
      const gain = (leftSum * leftSum) / (leftCount + ridge) + (sum - leftSum) ** 2 / (rightCount + ridge) - before
      if (gain > (best?.gain ?? 1e-12)) best = { feature, bin, gain }
    }
  }
  return best
}

/** Puts the rows of the left side first; where the right side begins. */
function partition({ columns, rows }: GrowOptions, { start, end }: Leaf, { feature, bin }: Split): number {
  const column = columns[feature]
  let [low, high] = [start, end - 1]
  while (low <= high) {
    const row = rows[low] ?? 0
    if ((column?.[row] ?? 0) <= bin) {
      low++
    } else {
      rows[low] = rows[high] ?? 0
      rows[high] = row
      high--
    }
  }
  return low
}
