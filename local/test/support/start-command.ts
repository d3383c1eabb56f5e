import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface StartCommand {
  readonly child: ChildProcess
  /** All lines so far. */
  readonly lines: readonly string[]
  /** Settles when a line holds this text; rejects when the command ends before. */
  untilLine(text: string): Promise<void>
  /** The exit code. */
  readonly ended: Promise<number | null>
}

const mainFile = join(import.meta.dirname, '..', '..', 'src', 'main.ts')

/** What `npm start` runs, with arguments of its own. */
export function startCommand(...args: readonly string[]): StartCommand {
  const child = spawn(process.execPath, [mainFile, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      for (const check of waiting) check()
    })
  }
  const ended = once(child, 'close').then(() => child.exitCode)

  async function untilLine(text: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const check = (): void => {
      if (lines.some((line) => line.includes(text))) resolve()
    }
    waiting.add(check)
    check()
    const early = ended.then((code) => Promise.reject(new Error(`ended with ${code} before it said "${text}":\n${lines.join('\n')}`)))
    early.catch(() => undefined)
    await Promise.race([promise, early])
    waiting.delete(check)
  }

  return { child, lines, untilLine, ended }
}
