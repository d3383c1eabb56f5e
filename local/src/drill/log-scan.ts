import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { logLines } from './log-lines.ts'
import { leakPatterns, type LeakKind, type LeakPattern, type Needles } from './log-patterns.ts'

/** Where something is that should not be, never what it is. */
export interface LogFinding {
  readonly kind: LeakKind
  /** Relative to the folder. */
  readonly file: string
  /** From 1; 0 for the name of the file itself. */
  readonly line: number
}

export interface LogScan {
  readonly findings: readonly LogFinding[]
  /** A scan of nothing finds nothing: what was looked at. */
  readonly files: number
  readonly lines: number
}

/** Looks through every file under a folder for tokens, e-mail addresses, credentials and the given needles; one finding a kind and line. */
export async function scanLogs(folder: string, needles: Needles): Promise<LogScan> {
  const patterns = leakPatterns(needles)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
  const findings: LogFinding[] = []
  let lines = 0
  for (const path of files) {
    const file = relative(folder, path)
    findings.push(...kindsIn(file, patterns).map((kind) => ({ kind, file, line: 0 })))
    let line = 0
    for await (const text of logLines({ file: path })) {
      line += 1
      for (const kind of kindsIn(text, patterns)) findings.push({ kind, file, line })
    }
    lines += line
  }
  return { findings, files: files.length, lines }
}

function kindsIn(text: string, patterns: readonly LeakPattern[]): readonly LeakKind[] {
  return [...new Set(patterns.filter((pattern) => pattern.isIn(text)).map(({ kind }) => kind))]
}
