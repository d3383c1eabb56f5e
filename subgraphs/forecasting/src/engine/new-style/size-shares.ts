import { wantNumber } from '../inventory/want.ts'
import { at, sumOf } from '../vector.ts'

/** Units sold of each size, and what they are measured against. */
export interface SizeExposure {
  /** Units sold while the size was on sale, one entry a size. */
  readonly units: Float64Array
  /** Units that the whole style would have sold, all sizes there, in the weeks when this size was on sale. */
  readonly exposureUnits: Float64Array
}

/** What shares are drawn to. */
export interface SizePrior {
  /** Shares of the parent (the category's, the chain's), smallest size first. */
  readonly parent: Float64Array
  /** As many units of the parent's shares are added to what the sizes sold, 0 or more; Infinity keeps the parent's. */
  readonly concentration: number
}

/**
 * Shares of sizes, summing to 1: (units + c · parent) / (exposure + c) of each size, scaled to 1. Where all sizes were always on sale that is the mean of the
 * Dirichlet law after counting, (n + c · p) / (N + c); else that of gamma rates after Poisson counts with exposure (Gelman et al. 2013, §2.6 and §3.4).
 */
export function sizeShares({ units, exposureUnits }: SizeExposure, { parent, concentration }: SizePrior): Float64Array {
  const prior = scaledShares(parent)
  for (const [name, list] of Object.entries({ units, exposureUnits })) {
    if (list.length !== parent.length)
      throw new RangeError(`${name} has ${list.length} entries, wanted one for each of ${parent.length} sizes`)
  }
  if (!(concentration >= 0)) throw new RangeError(`concentration is ${concentration}, wanted a number ≥ 0`)
  if (concentration === Infinity) return prior
  const rates = prior.map((share, size) => {
    const exposure = at(exposureUnits, size)
    // A size that was never on sale says nothing: it has the parent's share.
    const own = exposure > 0 ? at(units, size) / exposure : share
    const drawn = concentration > 0 ? concentration / (exposure + concentration) : 0
    return (1 - drawn) * own + drawn * share
  })
  return rates.some((rate) => rate > 0) ? scaledShares(rates) : prior
}

/** The same shares scaled to sum to 1; all alike where all are 0. Also for shares that a person set. */
export function scaledShares(shares: Float64Array): Float64Array {
  if (shares.length === 0) throw new RangeError('shares is empty, wanted at least one size')
  for (const [size, share] of shares.entries()) wantNumber(`shares[${size}]`, share, { atLeast: 0 })
  const largest = shares.reduce((most, share) => Math.max(most, share), 0)
  if (largest === 0) return shares.map(() => 1 / shares.length)
  // Divided by the largest first, so that neither huge nor tiny shares leave the range of numbers.
  const relative = shares.map((share) => share / largest)
  const sum = sumOf(relative)
  return relative.map((share) => share / sum)
}
