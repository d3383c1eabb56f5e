/** `work`, of which one call begins when the one before has ended, however it ended. */
export function oneAfterAnother<Input, Result>(work: (input: Input) => Promise<Result>): (input: Input) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (input) => {
    const next = last.then(
      () => work(input),
      () => work(input),
    )
    last = next
    return next
  }
}
