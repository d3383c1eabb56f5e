import { open } from 'node:fs/promises'

export interface LogRange {
  readonly file: string
  /** Byte of the first line's first character. */
  readonly from?: number
  /** Byte behind the last line. */
  readonly to?: number
}

/** Lines of a file between two bytes, which are borders of lines; the whole file without them. A file that is missing throws. */
export async function* logLines({ file, from = 0, to = Infinity }: LogRange): AsyncGenerator<string> {
  await using handle = await open(file)
  if (to <= from) return
  // The stream's own `end` is the last byte that it reads.
  yield* handle.readLines({ encoding: 'utf8', start: from, end: to - 1, autoClose: false })
}
