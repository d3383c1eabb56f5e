import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'

export interface CsvRecord {
  /** Number of the row in the file, the first one below the header is 1. */
  readonly row: number
  readonly cells: readonly string[]
}

const gzipMagic = Buffer.from([0x1f, 0x8b])
const delimiters = [',', ';', '\t', '|']

/** The header of a CSV file, plain or gzip (told by its first bytes), and the delimiter found in it. */
export async function readHeader(file: string): Promise<{ readonly header: readonly string[]; readonly delimiter: string }> {
  for await (const line of records(file, ',', { to: 1 })) {
    const first = line.join(',')
    const delimiter = delimiters.toSorted((a, b) => first.split(b).length - first.split(a).length)[0] ?? ','
    for await (const header of records(file, delimiter, { to: 1 })) return { header: header.map((name) => name.trim()), delimiter }
  }
  throw new Error(`${file} is empty, wanted a header line`)
}

/** The rows below the header, streamed; an unreadable file (such as an open quote) throws with its line. */
export async function* readRecords(file: string, delimiter: string): AsyncGenerator<CsvRecord> {
  let row = 0
  for await (const cells of records(file, delimiter, { from: 2 })) {
    row += 1
    yield { row, cells }
  }
}

async function* records(
  file: string,
  delimiter: string,
  range: { readonly from?: number; readonly to?: number },
): AsyncGenerator<string[]> {
  const bytes = createReadStream(file)
  const text = (await isGzip(file)) ? bytes.pipe(createGunzip()) : bytes
  const parser = parse({ delimiter, bom: true, relax_column_count: true, skip_empty_lines: true, max_record_size: 1_048_576, ...range })
  // pipe() carries no errors over: each stream hands its own on, so that the loop below throws it.
  bytes.once('error', (error: Error) => parser.destroy(error))
  text.once('error', (error: Error) => parser.destroy(error))
  text.pipe(parser)
  try {
    for await (const record of parser) yield record
  } finally {
    bytes.destroy()
  }
}

async function isGzip(file: string): Promise<boolean> {
  await using handle = await open(file)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
  return bytesRead === 2 && buffer.equals(gzipMagic)
}
