/** A line that tells how far work is: rewritten in place on a terminal, else a line of its own every few seconds. */
export interface ProgressLine {
  show(text: string): void
  /** Leaves the last text standing. */
  end(text: string): void
}

const terminalEveryMs = 100
const plainEveryMs = 5_000

/** A progress line on a stream, at most ten times a second. */
export function createProgressLine(stream: NodeJS.WriteStream, now: () => number): ProgressLine {
  let shownAt = -Infinity
  const write = (text: string, ending: string): void => void stream.write(stream.isTTY ? `\r\u001b[2K${text}${ending}` : `${text}\n`)
  return {
    show(text) {
      if (now() - shownAt < (stream.isTTY ? terminalEveryMs : plainEveryMs)) return
      shownAt = now()
      write(text, '')
    },
    end: (text) => write(text, '\n'),
  }
}
