/** Calls of one key that overlap share one run of `work`; a run that has ended, well or not, is forgotten. */
export function singleFlight<Result>(): (key: string, work: () => Promise<Result>) => Promise<Result> {
  const underWay = new Map<string, Promise<Result>>()
  return (key, work) => {
    const running = underWay.get(key)
    if (running !== undefined) return running
    const run = work().finally(() => underWay.delete(key))
    underWay.set(key, run)
    return run
  }
}
