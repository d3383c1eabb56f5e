import { at } from '../vector.ts'
import { signalShare, varianceRatio } from './analysis-of-variance.ts'
import type { StyleTable } from './style-table.ts'

/** An earlier style that stands in for a new one. */
export interface LikeStyle {
  readonly id: string
  /** Row of the style in its table. */
  readonly row: number
  /** Share that it gives, above 0; the shares of a new style sum to 1. */
  readonly weight: number
  /** Likeness of attributes, 0 to 1. */
  readonly similarity: number
  /** Names of the attributes that are alike. */
  readonly sharedAttributes: readonly string[]
}

/** As many are shown, and may be chosen. */
export const mostLikeStyles = 8

/** Weight of each attribute: how far it tells the totals apart beyond chance; all equal where none does. */
export function attributeWeights({ attributes, logTotals }: StyleTable): Float64Array {
  const weights = Float64Array.from(attributes, ({ codes }) => signalShare(varianceRatio(codes, logTotals)))
  return weights.some((weight) => weight > 0) ? weights : weights.fill(1)
}

export interface Likening {
  /** One entry an attribute. */
  readonly weights: Float64Array
  /** By how much the logarithm of a like style's weight rises as likeness goes from 0 to 1. */
  readonly sharpness: number
}

/**
 * The earlier styles nearest to the codes of a new one, heaviest first: likeness = Σ weights of the attributes that are the same / Σ weights, weight in
 * proportion to e^(sharpness · likeness) (a kernel average, Nadaraya 1964). Of equals the earlier row comes first.
 */
export function findLikeStyles(table: StyleTable, codes: Int32Array, { weights, sharpness }: Likening): readonly LikeStyle[] {
  const similarities = Float64Array.from(table.ids, (_, row) => compareStyle(table, row, { codes, weights }).similarity)
  const nearest = [...table.ids.keys()].toSorted((one, other) => at(similarities, other) - at(similarities, one)).slice(0, mostLikeStyles)
  const best = at(similarities, nearest[0] ?? -1)
  const raw = nearest.map((row) => Math.exp(sharpness * (at(similarities, row) - best)))
  const sum = raw.reduce((total, weight) => total + weight, 0)
  return nearest.map((row, place) => ({
    id: table.ids[row] ?? '',
    row,
    weight: (raw[place] ?? 0) / sum,
    ...compareStyle(table, row, { codes, weights }),
  }))
}

/** Likeness of an earlier style to the codes of a new one. */
export function compareStyle(
  { attributes }: StyleTable,
  row: number,
  { codes, weights }: { readonly codes: Int32Array; readonly weights: Float64Array },
): Pick<LikeStyle, 'similarity' | 'sharedAttributes'> {
  let [alike, whole] = [0, 0]
  const sharedAttributes: string[] = []
  for (const [index, { name, codes: own }] of attributes.entries()) {
    whole += at(weights, index)
    if (!isShared(own[row], codes[index])) continue
    alike += at(weights, index)
    sharedAttributes.push(name)
  }
  return { similarity: whole === 0 ? 0 : alike / whole, sharedAttributes }
}

/** Weighted mean of a value a row. */
export function likeMean(likeStyles: readonly Pick<LikeStyle, 'row' | 'weight'>[], values: Float64Array): number {
  return likeStyles.reduce((sum, { row, weight }) => sum + weight * at(values, row), 0)
}

function isShared(one = -1, other = -1): boolean {
  return one >= 0 && one === other
}
