import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { CsvError, parse } from 'csv-parse'
import { FaultyFileError } from './faulty-file-error.ts'

/** A row of a CSV: its cells in the order in which columns were asked for, and the line at which it ends. */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

const gzipMagic = [0x1f, 0x8b] as const

/** Reads the named columns of a CSV with a head line, plain or gzip; calls `take` for each row. FaultyFileError where that is not what it is. */
export async function readRows(file: string, columns: readonly string[], take: (row: CsvRow) => void): Promise<void> {
  const parser = parse({ bom: true, info: true, skip_empty_lines: true, trim: true, max_record_size: 1_000_000 })
  let places: readonly number[] | undefined
  const consume = async (
    rows: AsyncIterable<{ readonly record: readonly string[]; readonly info: { readonly lines: number } }>,
  ): Promise<void> => {
    for await (const { record, info } of rows) {
      if (places === undefined) places = findColumns(record, columns)
      else take({ line: info.lines, cells: places.map((place) => record[place] ?? '') })
    }
  }
  try {
    const isPacked = await isGzip(file)
    const source = createReadStream(file)
    await (isPacked ? pipeline(source, createGunzip(), parser, consume) : pipeline(source, parser, consume))
  } catch (cause) {
    throw explain(cause)
  }
  if (places === undefined) throw new FaultyFileError('the file is empty, wanted a head line with the names of its columns')
}

async function isGzip(file: string): Promise<boolean> {
  for await (const chunk of createReadStream(file, { end: 1 })) {
    const bytes = chunk as Buffer
    return bytes[0] === gzipMagic[0] && bytes[1] === gzipMagic[1]
  }
  return false
}

function findColumns(head: readonly string[], wanted: readonly string[]): readonly number[] {
  return wanted.map((column) => {
    const place = head.indexOf(column)
    if (place < 0) throw new FaultyFileError(`line 1 has no column "${column}"; its columns are ${head.join(', ')}`)
    if (head.indexOf(column, place + 1) >= 0) throw new FaultyFileError(`line 1 has column "${column}" twice`)
    return place
  })
}

function explain(cause: unknown): unknown {
  if (cause instanceof CsvError) {
    const line = typeof cause['lines'] === 'number' ? `line ${cause['lines']}: ` : ''
    return new FaultyFileError(`${line}${cause.message}`, { cause })
  }
  if (!(cause instanceof Error) || !('code' in cause)) return cause
  if (cause.code === 'ENOENT') return new FaultyFileError('there is no such file', { cause })
  if (cause.code === 'EISDIR') return new FaultyFileError('it is a folder, wanted a file', { cause })
  if (cause.code === 'Z_DATA_ERROR' || cause.code === 'Z_BUF_ERROR')
    return new FaultyFileError(`its gzip is broken: ${cause.message}`, { cause })
  return cause
}
