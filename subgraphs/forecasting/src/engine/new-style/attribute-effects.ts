import { momentsOf, type Moments } from '../regression/moments.ts'
import { fitRidge } from '../regression/ridge.ts'
import { at } from '../vector.ts'
import type { StyleTable } from './style-table.ts'

/** How each value of each attribute moves the logarithm of the total. */
export interface AttributeEffects {
  readonly mean: number
  /** One vector an attribute, one entry a value; 0 for a value that no style had. */
  readonly effects: readonly Float64Array[]
}

/** A column a value of an attribute, 1 where a style has it; a style without a value has each value's share, so that it is moved by none. */
export interface AttributeColumns {
  readonly moments: Moments
  /** Number of values of each attribute. */
  readonly sizes: readonly number[]
}

export function attributeColumns({ attributes, logTotals }: StyleTable): AttributeColumns {
  const columns: Float64Array[] = []
  for (const { levels, codes } of attributes) {
    const counts = new Float64Array(levels.size)
    for (const code of codes) if (code >= 0) counts[code] = at(counts, code) + 1
    const known = counts.reduce((sum, count) => sum + count, 0)
    for (const level of counts.keys()) {
      columns.push(Float64Array.from(codes, (code) => (code < 0 ? at(counts, level) / Math.max(1, known) : Number(code === level))))
    }
  }
  return { moments: momentsOf(columns, logTotals), sizes: attributes.map(({ levels }) => levels.size) }
}

/**
 * Ridge of log totals on the values of attributes; a value that n styles have is drawn to 0 as if `strength` more styles had shown none. With
 * effects drawn from one normal law this is their best forecast (Henderson 1975), `strength` being the ratio of the variances.
 */
export function fitAttributeEffects({ moments, sizes }: AttributeColumns, strength: number): AttributeEffects {
  const { slopes, means } = fitRidge(moments, new Float64Array(moments.means.length).fill(strength))
  let first = 0
  const effects = sizes.map((size) => {
    const [from, to] = [first, (first += size)]
    const level = slopes.subarray(from, to).reduce((sum, slope, index) => sum + slope * at(means, from + index), 0)
    return slopes.slice(from, to).map((slope, index) => (at(means, from + index) > 0 ? slope - level : 0))
  })
  return { mean: moments.responseMean, effects }
}

/** Forecast of the log total of a style with these codes; an unknown value moves it by nothing. */
export function effectsForecast({ mean, effects }: AttributeEffects, codes: Int32Array): number {
  return effects.reduce((sum, effect, attribute) => sum + at(effect, codes[attribute] ?? -1), mean)
}
