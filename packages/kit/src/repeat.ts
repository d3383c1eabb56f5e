/** Runs `work` now and again after each pause, until it is disposed, which waits for a run under way. */
export function repeat(pauseMs: number, work: () => Promise<void>): AsyncDisposable {
  let timer: NodeJS.Timeout | undefined
  let disposed = false
  async function turn(): Promise<void> {
    await work()
    if (disposed) return
    timer = setTimeout(() => {
      running = turn()
    }, pauseMs)
  }
  let running = turn()
  return {
    async [Symbol.asyncDispose]() {
      disposed = true
      clearTimeout(timer)
      await running
    },
  }
}
