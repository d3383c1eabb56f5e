import { parseInstant, stepOf, type Scale } from './calendar.ts'
import { FaultyFileError } from './faulty-file-error.ts'
import type { ForecastOptions } from './options.ts'
import { readRows, type CsvRow } from './read-rows.ts'

/** One series of a file, its rows in order of time. */
export interface FileSeries {
  readonly id: string
  readonly group: string
  readonly periods: readonly string[]
  /** Periods of the file's calendar since its first one. */
  readonly positions: Int32Array
  /** NaN where the row has no value. */
  readonly values: Float64Array
  /** One column a regressor; NaN where the row has none. */
  readonly regressors: readonly Float64Array[]
  /** Rows of training: by the split column, else up to the last row with a value. */
  readonly trainedRows: number
  /** Line of each row, for whoever has to mend it. */
  readonly lines: readonly number[]
}

interface Row {
  readonly line: number
  readonly period: string
  readonly position: number
  readonly value: number
  readonly regressors: readonly number[]
  readonly isTest: boolean
}

interface Collected {
  readonly group: string
  readonly rows: Row[]
}

type ReadOptions = Pick<ForecastOptions, 'file' | 'id' | 'time' | 'value' | 'splitColumn' | 'regressors' | 'group'>

/** The series of a file, in the order in which they appear; FaultyFileError with the line where a row can't be read. */
export async function readSeries(options: ReadOptions): Promise<readonly FileSeries[]> {
  const { file, id, time, value, splitColumn, regressors, group } = options
  const optional = [splitColumn, group].filter((column) => column !== undefined)
  const collected = new Map<string, Collected>()
  let scale: Scale | undefined
  await readRows(file, [id, time, value, ...regressors, ...optional], (row) => {
    const [name = '', period = ''] = row.cells
    if (name === '') throw new FaultyFileError(`line ${row.line}: column "${id}" is empty, wanted the name of a series`)
    const instant = parseInstant(period)
    if (instant === undefined)
      throw new FaultyFileError(
        `line ${row.line}: column "${time}" is "${period}", wanted a period such as 2026-11-25, 2026-11, 2026-W48, 2026-Q4 or a whole number`,
      )
    scale ??= instant.scale
    if (instant.scale !== scale)
      throw new FaultyFileError(`line ${row.line}: column "${time}" is "${period}", another kind of period than in the rows before`)
    const series = collected.get(name) ?? { group: group === undefined ? '' : (row.cells.at(-1) ?? ''), rows: [] }
    if (series.rows.length === 0) collected.set(name, series)
    series.rows.push(readRow(row, options, instant.position))
  })
  if (collected.size === 0) throw new FaultyFileError('the file has no row below its head line')
  return layOut(collected)
}

function readRow({ line, cells }: CsvRow, { value, regressors, splitColumn, group }: ReadOptions, position: number): Row {
  const split = splitColumn === undefined ? '' : (cells.at(group === undefined ? -1 : -2) ?? '')
  if (splitColumn !== undefined && split !== 'train' && split !== 'test')
    throw new FaultyFileError(`line ${line}: column "${splitColumn}" is "${split}", wanted train or test`)
  return {
    line,
    period: cells[1] ?? '',
    position,
    value: readNumber(cells[2], { line, column: value }),
    regressors: regressors.map((column, index) => readNumber(cells[3 + index], { line, column })),
    isTest: split === 'test',
  }
}

const unknown = new Set(['', 'NA', 'NaN', 'null', 'NULL'])

function readNumber(text = '', { line, column }: { readonly line: number; readonly column: string }): number {
  if (unknown.has(text)) return Number.NaN
  const number = Number(text)
  if (!Number.isFinite(number)) throw new FaultyFileError(`line ${line}: column "${column}" is "${text}", wanted a number or nothing`)
  return number
}

function layOut(collected: ReadonlyMap<string, Collected>): readonly FileSeries[] {
  const positions = [...new Set([...collected.values()].flatMap(({ rows }) => rows.map(({ position }) => position)))].toSorted(
    (a, b) => a - b,
  )
  const [first = 0] = positions
  const step = stepOf(positions)
  return [...collected].map(([id, { group, rows }]) => {
    const inOrder = rows.toSorted((a, b) => a.position - b.position)
    checkOrder(id, inOrder)
    return {
      id,
      group,
      periods: inOrder.map(({ period }) => period),
      positions: Int32Array.from(inOrder, ({ position }) => Math.round((position - first) / step)),
      values: Float64Array.from(inOrder, ({ value }) => value),
      regressors: (inOrder[0]?.regressors ?? []).map((_, index) =>
        Float64Array.from(inOrder, ({ regressors }) => regressors[index] ?? Number.NaN),
      ),
      trainedRows: trainedRowsOf(inOrder),
      lines: inOrder.map(({ line }) => line),
    }
  })
}

function trainedRowsOf(rows: readonly Row[]): number {
  const firstTest = rows.findIndex(({ isTest }) => isTest)
  const before = firstTest < 0 ? rows : rows.slice(0, firstTest)
  return before.findLastIndex(({ value }) => !Number.isNaN(value)) + 1
}

function checkOrder(id: string, rows: readonly Row[]): void {
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1]
    if (before === undefined) continue
    if (before.position === row.position)
      throw new FaultyFileError(
        `line ${Math.max(row.line, before.line)}: series "${id}" has period ${row.period} a second time (line ${Math.min(row.line, before.line)})`,
      )
    if (before.isTest && !row.isTest)
      throw new FaultyFileError(`line ${row.line}: series "${id}" has a row of train after one of test (line ${before.line})`)
  }
}
