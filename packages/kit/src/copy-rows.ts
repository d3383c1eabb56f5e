import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

export type CopyValue = string | number | boolean | null

/**
 * Streams rows into a table by COPY, in the text format, in chunks of about 64 KiB; memory stays flat. Returns the number of rows.
 * The table must be a temporary or staging one: PostgreSQL refuses COPY where row-level security holds.
 */
export async function copyRows(
  client: pg.PoolClient,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>,
): Promise<number> {
  const quoted = columns.map((column) => client.escapeIdentifier(column)).join(', ')
  const sink = client.query(copyFrom(`copy ${client.escapeIdentifier(table)} (${quoted}) from stdin`))
  await pipeline(Readable.from(encodeChunks(rows), { objectMode: true }), sink)
  return sink.rowCount
}

const chunkLength = 65_536

async function* encodeChunks(rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>): AsyncGenerator<string> {
  let chunk = ''
  for await (const row of batches(rows)) {
    for (const values of row) chunk += `${values.map(encodeValue).join('\t')}\n`
    if (chunk.length >= chunkLength) {
      yield chunk
      chunk = ''
    }
  }
  if (chunk !== '') yield chunk
}

/** Groups rows, so that a synchronous source costs one microtask a batch and not one a row. */
async function* batches<Row>(rows: Iterable<Row> | AsyncIterable<Row>): AsyncGenerator<Row[]> {
  let batch: Row[] = []
  if (Symbol.iterator in rows) {
    for (const row of rows) {
      batch.push(row)
      if (batch.length === 500) {
        yield batch
        batch = []
      }
    }
  } else {
    for await (const row of rows) {
      batch.push(row)
      if (batch.length === 500) {
        yield batch
        batch = []
      }
    }
  }
  if (batch.length > 0) yield batch
}

const special = /[\\\t\n\r]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** One value in COPY's text format (PostgreSQL manual, COPY, "Text Format"). */
function encodeValue(value: CopyValue): string {
  if (value === null) return '\\N'
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'number') return String(value)
  return value.replace(special, (character) => escapes[character] ?? character)
}
