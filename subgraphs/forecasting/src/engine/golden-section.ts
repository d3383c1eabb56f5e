const GOLDEN = (Math.sqrt(5) - 1) / 2
const STEPS = 14

/**
 * Least point of a function on an interval: the best of the ascending `starts` (their ends are the interval's) is refined by
 * golden-section search (Kiefer 1953) between its neighbours. Exact to 0.2 % of the bracket.
 */
export function minimiseOnInterval(objective: (x: number) => number, starts: readonly number[]): number {
  let best = 0
  let bestValue = Infinity
  for (const [index, start] of starts.entries()) {
    const value = objective(start)
    if (value < bestValue) {
      best = index
      bestValue = value
    }
  }
  let low = starts[Math.max(0, best - 1)] ?? 0
  let high = starts[Math.min(starts.length - 1, best + 1)] ?? 0
  let left = high - GOLDEN * (high - low)
  let right = low + GOLDEN * (high - low)
  let leftValue = objective(left)
  let rightValue = objective(right)
  for (let step = 0; step < STEPS; step++) {
    if (leftValue <= rightValue) {
      high = right
      right = left
      rightValue = leftValue
      left = high - GOLDEN * (high - low)
      leftValue = objective(left)
    } else {
      low = left
      left = right
      leftValue = rightValue
      right = low + GOLDEN * (high - low)
      rightValue = objective(right)
    }
  }
  const [refined, refinedValue] = leftValue <= rightValue ? [left, leftValue] : [right, rightValue]
  return refinedValue < bestValue ? refined : (starts[best] ?? 0)
}
