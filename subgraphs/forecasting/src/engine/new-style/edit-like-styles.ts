import { wantNumber } from '../inventory/want.ts'

/** A like style and its share. */
export interface LikeStyleWeight {
  readonly id: string
  readonly weight: number
}

/** What a planner changes of the suggestion. */
export interface LikeStyleEdits {
  /** Styles that are taken out. */
  readonly removed?: readonly string[]
  /** Own shares, 0 or more, of styles in the suggestion or beside it. */
  readonly weights?: readonly LikeStyleWeight[]
}

/**
 * Like styles after a planner's edits, heaviest first, shares summing to 1: a style with an own share has it, the others divide what is left in the
 * proportions that they had. Own shares of 1 or more leave nothing to the others and are scaled to 1. Nothing is left when all were taken out.
 */
export function editLikeStyles(
  suggested: readonly LikeStyleWeight[],
  { removed = [], weights = [] }: LikeStyleEdits,
): readonly LikeStyleWeight[] {
  for (const [index, { weight }] of weights.entries()) wantNumber(`weights[${index}].weight`, weight, { atLeast: 0 })
  const own = new Map(weights.filter(({ id }) => !removed.includes(id)).map(({ id, weight }) => [id, weight]))
  const others = suggested.filter(({ id }) => !own.has(id) && !removed.includes(id))
  const ownSum = [...own.values()].reduce((sum, weight) => sum + weight, 0)
  const otherSum = others.reduce((sum, { weight }) => sum + weight, 0)
  const left = Math.max(0, 1 - ownSum)
  const kept = [
    ...[...own].map(([id, weight]) => ({ id, weight })),
    ...others.map(({ id, weight }) => ({ id, weight: otherSum === 0 ? 0 : (left * weight) / otherSum })),
  ]
  return shareOut(kept)
}

/** The same weights scaled to sum to 1, those of nothing left out. */
export function shareOut(weighted: readonly LikeStyleWeight[]): readonly LikeStyleWeight[] {
  const sum = weighted.reduce((total, { weight }) => total + weight, 0)
  return weighted
    .filter(({ weight }) => weight > 0)
    .map(({ id, weight }) => ({ id, weight: weight / sum }))
    .toSorted((one, other) => other.weight - one.weight)
}
