import type { ExplainedQuantity, OrderQuantity, QuantityTermKind } from './order-quantity.ts'
import { wantNumber } from './want.ts'

/** How far a quantity has to move before it is suggested again: by more than both. */
export interface SuggestionThreshold {
  readonly units: number
  /** Share of the previous quantity. */
  readonly share: number
}

/**
 * Whether a quantity is to be suggested in place of the previous one. Small changes are not, so that plans stay calm (the nervousness of Blackburn, Kropp &
 * Millen 1986); a previous quantity that the limits no longer allow always gives way.
 */
export function isSuggestedAgain(
  previousQuantity: number | undefined,
  { quantity, mostUnits }: OrderQuantity,
  threshold: SuggestionThreshold,
): boolean {
  wantNumber('threshold.units', threshold.units, { atLeast: 0 })
  wantNumber('threshold.share', threshold.share, { atLeast: 0 })
  if (previousQuantity === undefined) return quantity > 0
  wantNumber('previousQuantity', previousQuantity, { atLeast: 0, isWhole: true })
  if (previousQuantity > mostUnits) return true
  return Math.abs(quantity - previousQuantity) > Math.max(threshold.units, threshold.share * previousQuantity)
}

/** The terms that weigh most, at most three, heaviest first; of equals the one that was reckoned first. */
export function mainReasons({ terms }: ExplainedQuantity): readonly QuantityTermKind[] {
  return terms
    .toSorted((one, other) => Math.abs(other.units) - Math.abs(one.units))
    .slice(0, 3)
    .map(({ kind }) => kind)
}

/** The quantity that a person set, with one MANUAL_EDIT term for its difference from the parts before. */
export function editQuantity({ terms }: ExplainedQuantity, quantity: number): ExplainedQuantity {
  wantNumber('quantity', quantity, { atLeast: 0, isWhole: true })
  const others = terms.filter(({ kind }) => kind !== 'MANUAL_EDIT')
  const units = quantity - others.reduce((sum, term) => sum + term.units, 0)
  return { quantity, terms: units === 0 ? others : [...others, { kind: 'MANUAL_EDIT', units }] }
}
