import type { StyleAttributes } from './styles.ts'

/** Values of one attribute over the earlier styles. */
export interface CodedAttribute {
  readonly name: string
  readonly levels: ReadonlyMap<string, number>
  /** Number of the value of each style; −1 where none was recorded. */
  readonly codes: Int32Array
}

/** Earlier styles as a table: one row a style. */
export interface StyleTable {
  readonly ids: readonly string[]
  /** log(1 + units) of each style over the horizon. */
  readonly logTotals: Float64Array
  readonly attributes: readonly CodedAttribute[]
}

/** Numbers the values of each attribute that any style has. */
export function codeAttributes(styles: readonly StyleAttributes[]): readonly CodedAttribute[] {
  const names = [...new Set(styles.flatMap((attributes) => Object.keys(attributes)))].toSorted()
  return names.map((name) => {
    const values = new Set(styles.map((attributes) => attributes[name] ?? '').filter((value) => value !== ''))
    const levels = new Map([...values].toSorted().map((value, code) => [value, code]))
    return { name, levels, codes: Int32Array.from(styles, (attributes) => codeOf(levels, attributes[name])) }
  })
}

/** The new style's value of each attribute; −1 where it has none, or one that no earlier style has. */
export function codesOf(attributes: readonly CodedAttribute[], style: StyleAttributes): Int32Array {
  return Int32Array.from(attributes, ({ name, levels }) => codeOf(levels, style[name]))
}

/** Codes of one row of the table. */
export function rowCodes({ attributes }: StyleTable, row: number): Int32Array {
  return Int32Array.from(attributes, ({ codes }) => codes[row] ?? -1)
}

/** Some rows of a table. */
export function takeRows({ ids, logTotals, attributes }: StyleTable, rows: readonly number[]): StyleTable {
  return {
    ids: rows.map((row) => ids[row] ?? ''),
    logTotals: Float64Array.from(rows, (row) => logTotals[row] ?? 0),
    attributes: attributes.map((one) => ({ ...one, codes: Int32Array.from(rows, (row) => one.codes[row] ?? -1) })),
  }
}

function codeOf(levels: ReadonlyMap<string, number>, value = ''): number {
  return levels.get(value) ?? -1
}
