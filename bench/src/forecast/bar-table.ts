import { textTable } from '@hemisphere/kit/text-table.ts'
import { holds, type Bar, type Limit } from './bar.ts'

const heads = ['', 'bar', 'must', 'aim', 'measured', '/ R', '/ naive', ''] as const

/** The bars as lines of a table: ✓ the aim holds, · the must holds, ✗ it does not. */
export function renderBars(bars: readonly Bar[]): readonly string[] {
  const rows = bars.map((bar) => [
    verdictOf(bar),
    bar.name,
    limitText(bar.must),
    bar.aim === undefined ? '–' : limitText(bar.aim),
    figure(bar.measured),
    bar.toR === undefined ? '–' : figure(bar.toR),
    bar.toNaive === undefined ? '–' : figure(bar.toNaive),
    bar.note ?? '',
  ])
  return textTable(heads, rows)
}

export function verdictOf({ measured, must, aim }: Bar): '✓' | '·' | '✗' {
  if (!holds(measured, must)) return '✗'
  return aim !== undefined && holds(measured, aim) ? '✓' : '·'
}

function limitText({ atLeast, atMost }: Limit): string {
  if (atLeast !== undefined && atMost !== undefined) return `${atLeast}–${atMost}`
  return atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`
}

function figure(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(3)
}
