import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { readRecords } from './read-csv.ts'

export interface Reject {
  readonly row: number
  readonly reason: string
}

/** More than this at fault is a wrong mapping, not bad rows: the import stops. */
export const maxRejects = 100_000

export interface RejectFileOptions {
  readonly source: string
  readonly delimiter: string
  readonly header: readonly string[]
  readonly rejects: readonly Reject[]
  readonly target: string
}

/** Writes the rows at fault in the source's own columns, with row number and reason before them: mend it, and import it again. */
export async function writeRejectFile({ source, delimiter, header, rejects, target }: RejectFileOptions): Promise<void> {
  const reasons = new Map(rejects.map(({ row, reason }) => [row, reason]))
  async function* lines(): AsyncGenerator<string> {
    yield toLine(['row', 'reason', ...header], delimiter)
    for await (const { row, cells } of readRecords(source, delimiter)) {
      const reason = reasons.get(row)
      if (reason !== undefined) yield toLine([String(row), reason, ...cells], delimiter)
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(target))
}

/** One record as RFC 4180 has it. */
function toLine(cells: readonly string[], delimiter: string): string {
  return `${cells.map((cell) => (cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter)}\n`
}
