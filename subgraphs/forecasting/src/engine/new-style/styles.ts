import { wantNumber } from '../inventory/want.ts'
import { at } from '../vector.ts'

/** Attributes of a style by name, such as `fabric`; an empty value is one that nobody recorded. */
export type StyleAttributes = Readonly<Record<string, string>>

/** A style and what it sold since its launch. */
export interface StyleSales {
  readonly id: string
  readonly attributes: StyleAttributes
  /** Days since launch on which sales were counted, ascending and 0 or more. */
  readonly days: Int32Array
  /** Units sold from launch up to each of `days`; NaN where none was recorded. */
  readonly cumulativeUnits: Float64Array
}

/** Sales of the days on which they were recorded; the units never fall. */
export type RecordedSales = Pick<StyleSales, 'days' | 'cumulativeUnits'>

/** Refuses sales whose days do not ascend or do not fit the units. */
export function wantStyleSales(field: string, { days, cumulativeUnits }: StyleSales): void {
  if (days.length !== cumulativeUnits.length) {
    throw new RangeError(`${field} has ${cumulativeUnits.length} units for ${days.length} days, wanted one a day`)
  }
  let before = -1
  for (const [index, day] of days.entries()) {
    wantNumber(`${field}.days[${index}]`, day, { atLeast: before + 1 })
    before = day
  }
}

/** Days and units with what was not recorded left out; the units never fall, since a sale that is taken back stays a sale of its day. */
export function recordedSales({ days, cumulativeUnits }: StyleSales, lastDay: number): RecordedSales {
  const kept = [...days.keys()].filter((index) => (days[index] ?? 0) <= lastDay && Number.isFinite(cumulativeUnits[index]))
  let most = 0
  return {
    days: Int32Array.from(kept, (index) => days[index] ?? 0),
    cumulativeUnits: Float64Array.from(kept, (index) => (most = Math.max(most, at(cumulativeUnits, index)))),
  }
}

/** Units sold by the last recorded day up to `lastDay`, as recorded; 0 without any. */
export function totalUnits({ days, cumulativeUnits }: StyleSales, lastDay: number): number {
  const last = cumulativeUnits.findLastIndex((units, index) => Number.isFinite(units) && (days[index] ?? 0) <= lastDay)
  return Math.max(0, at(cumulativeUnits, last))
}

/** Units sold by each of the wanted days, between recorded days along a straight line, and after the last as on the last. */
export function unitsByDay({ days, cumulativeUnits }: RecordedSales, wanted: Int32Array): Float64Array {
  let next = 0
  return Float64Array.from(wanted, (day) => {
    while (next < days.length && (days[next] ?? 0) < day) next++
    if (next === days.length) return at(cumulativeUnits, next - 1)
    const [from, to] = [next === 0 ? -1 : (days[next - 1] ?? 0), days[next] ?? 0]
    const before = at(cumulativeUnits, next - 1)
    return before + ((at(cumulativeUnits, next) - before) * (day - from)) / (to - from)
  })
}
