import { at } from '../vector.ts'
import { scaledShares, sizeShares, type SizeExposure, type SizePrior } from './size-shares.ts'

/** Weeks of one size: units sold, and 1 where it was on sale the whole week. */
export interface SizeWeeks {
  readonly units: Float64Array
  readonly onSale: Uint8Array
}

/** Shares change by less than 1e-9 after a few dozen rounds; sizes that hardly ever were on sale together need more. */
const mostRounds = 200
const tolerance = 1e-10

/**
 * Units and exposure of sizes of which some were sold out at times: a week counts for a size only when it was on sale and its sales were recorded (no NaN). What
 * the whole style would have sold in a week is what the sizes on sale sold over their shares; shares and weeks are found in turn (the fit of a two-way
 * table with empty cells, Bishop, Fienberg & Holland 1975, chapter 5), the shares drawn to the parent's.
 */
export function observeSizes(sizes: readonly SizeWeeks[], prior: SizePrior): SizeExposure {
  if (sizes.length !== prior.parent.length) throw new RangeError(`sizes has ${sizes.length} entries, wanted ${prior.parent.length}`)
  const weeks = Math.max(0, ...sizes.map(({ units }) => units.length))
  const counts = ({ units, onSale }: SizeWeeks, week: number): boolean => onSale[week] === 1 && Number.isFinite(units[week])
  const units = Float64Array.from(sizes, (size) =>
    size.units.reduce((sum, sold, week) => sum + (counts(size, week) ? Math.max(0, sold) : 0), 0),
  )
  let shares = scaledShares(prior.parent)
  let exposureUnits = new Float64Array(sizes.length)
  for (let round = 0; round < mostRounds; round++) {
    const before = shares
    exposureUnits = new Float64Array(sizes.length)
    for (let week = 0; week < weeks; week++) {
      let [sold, share] = [0, 0]
      for (const [size, one] of sizes.entries()) {
        if (!counts(one, week)) continue
        sold += Math.max(0, at(one.units, week))
        share += at(before, size)
      }
      if (share === 0) continue
      for (const [size, one] of sizes.entries()) if (counts(one, week)) exposureUnits[size] = at(exposureUnits, size) + sold / share
    }
    shares = sizeShares({ units, exposureUnits }, prior)
    if (shares.every((value, size) => Math.abs(value - at(before, size)) < tolerance)) break
  }
  return { units, exposureUnits }
}
