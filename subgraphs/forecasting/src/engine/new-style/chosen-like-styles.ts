import { wantNumber } from '../inventory/want.ts'
import type { AttributeModel } from './attribute-forecast.ts'
import { shareOut, type LikeStyleWeight } from './edit-like-styles.ts'
import { compareStyle, mostLikeStyles, type LikeStyle } from './like-styles.ts'

/** Shares that a person gives may miss 1 by as much. */
const sharesTolerance = 0.001

/** Like styles that a person chose, heaviest first, with their likeness to the codes of the new style; shares that don't sum to 1, and unknown styles, are refused. */
export function chosenLikeStyles(
  { table, weights }: AttributeModel,
  codes: Int32Array,
  chosen: readonly LikeStyleWeight[],
): readonly LikeStyle[] {
  if (chosen.length > mostLikeStyles) throw new RangeError(`chosen has ${chosen.length} like styles, wanted at most ${mostLikeStyles}`)
  for (const [index, { id, weight }] of chosen.entries()) {
    wantNumber(`chosen[${index}].weight`, weight, { atLeast: Number.MIN_VALUE })
    if (!table.ids.includes(id)) throw new RangeError(`chosen[${index}].id is ${id}, wanted that of an earlier style`)
  }
  const sum = chosen.reduce((total, { weight }) => total + weight, 0)
  if (Math.abs(sum - 1) > sharesTolerance) throw new RangeError(`weights of chosen sum to ${sum}, wanted 1`)
  return shareOut(chosen).map(({ id, weight }) => {
    const row = table.ids.indexOf(id)
    return { id, row, weight, ...compareStyle(table, row, { codes, weights }) }
  })
}
