import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'

/** Folder of the real series; they are beside the repository and never in it. */
export const dataFolder = join(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'data')

/** Whether the real series are there. */
export function hasSharedData(): boolean {
  return existsSync(dataFolder)
}

/** Rows of a CSV file below the data folder, by name of column. */
export function readRows(file: string): readonly Readonly<Record<string, string>>[] {
  const bytes = readFileSync(join(dataFolder, file))
  const text = file.endsWith('.gz') ? gunzipSync(bytes) : bytes
  return parse<Record<string, string>>(text, { columns: true, skip_empty_lines: true })
}
