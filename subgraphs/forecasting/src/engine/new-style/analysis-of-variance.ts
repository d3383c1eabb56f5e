import { at } from '../vector.ts'

/**
 * F of a one-way analysis of variance: mean square between groups over that within (Fisher 1925). `groups` has the group of each value,
 * below 0 for one that is left out. NaN where fewer than two groups or no group of two are there, or nothing varies.
 */
export function varianceRatio(groups: Int32Array, values: Float64Array): number {
  const sums = new Map<number, { count: number; sum: number }>()
  let [count, total] = [0, 0]
  for (const [index, group] of groups.entries()) {
    if (group < 0) continue
    const known = sums.get(group) ?? { count: 0, sum: 0 }
    sums.set(group, { count: known.count + 1, sum: known.sum + at(values, index) })
    count++
    total += at(values, index)
  }
  const betweenDegrees = sums.size - 1
  const withinDegrees = count - sums.size
  if (betweenDegrees < 1 || withinDegrees < 1) return Number.NaN
  let [between, within] = [0, 0]
  for (const group of sums.values()) between += group.count * (group.sum / group.count - total / count) ** 2
  for (const [index, group] of groups.entries()) {
    const known = sums.get(group)
    if (known !== undefined) within += (at(values, index) - known.sum / known.count) ** 2
  }
  return between / betweenDegrees / (within / withinDegrees)
}

/** Share of the differences between groups that is not chance: 1 − 1/F, 0 where F is at most 1 or none (the intraclass correlation of group means, Shrout & Fleiss 1979). */
export function signalShare(ratio: number): number {
  return ratio > 1 ? 1 - 1 / ratio : 0
}
