import { at } from './vector.ts'

const NEIGHBOURS = 2

/**
 * Demand with each censored week (`censored[i]` = 1) replaced by the mean of its nearest uncensored weeks, up to two on either side,
 * where that is more than was sold: a censored week's sales are a lower bound of its demand and never lowered.
 * Sales stand as they are when no week is uncensored. Weeks of net returns (below zero) count as zero demand.
 */
export function replaceCensoredWeeks(demand: Float64Array, censored?: Uint8Array): Float64Array {
  const sold = demand.map((units) => Math.max(0, units))
  if (!censored?.includes(1)) return sold
  const isOpen = (week: number): boolean => week >= 0 && week < sold.length && censored[week] !== 1
  return sold.map((units, week) => {
    if (isOpen(week)) return units
    const near = [...nearestOpen(sold, week, -1, isOpen), ...nearestOpen(sold, week, 1, isOpen)]
    if (near.length === 0) return units
    return Math.max(
      units,
      near.reduce((sum, value) => sum + value / near.length, 0),
    )
  })
}

function nearestOpen(sold: Float64Array, from: number, direction: 1 | -1, isOpen: (week: number) => boolean): readonly number[] {
  const found: number[] = []
  for (let week = from + direction; week >= 0 && week < sold.length; week += direction) {
    if (isOpen(week)) found.push(at(sold, week))
    if (found.length === NEIGHBOURS) break
  }
  return found
}
