const LEAST_WEEKS = 8

/**
 * The history from its first week with demand on: the weeks before it were before the launch, and no demand of nothing. At least the last 8
 * weeks stay, so that a lone late sale isn't taken for a weekly rate. A history without demand stays whole.
 */
export function fromFirstSale(demand: Float64Array): Float64Array {
  const first = demand.findIndex((units) => units > 0)
  return first <= 0 ? demand : demand.subarray(Math.max(0, Math.min(first, demand.length - LEAST_WEEKS)))
}
