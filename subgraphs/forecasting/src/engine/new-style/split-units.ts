import { wantNumber } from '../inventory/want.ts'
import { at, sumOf } from '../vector.ts'
import { scaledShares } from './size-shares.ts'

/** Up to it the rounding of quotas can't make up a unit. */
const mostUnits = 1e9

/** Whole units of each size, summing to `quantity`: the whole part of each size's quota, then one more where most was cut off (largest remainder, Hamilton 1792); of equals the first. */
export function splitUnits(quantity: number, shares: Float64Array): Float64Array {
  wantNumber('quantity', quantity, { atLeast: 0, atMost: mostUnits, isWhole: true })
  const quotas = scaledShares(shares).map((share) => share * quantity)
  const units = quotas.map(Math.floor)
  const byRemainder = [...quotas.keys()].toSorted((one, other) => at(quotas, other) - at(units, other) - (at(quotas, one) - at(units, one)))
  let left = quantity - sumOf(units)
  for (const size of byRemainder) {
    if (left <= 0) break
    if (at(quotas, size) === 0) continue
    units[size] = at(units, size) + 1
    left--
  }
  return units
}
