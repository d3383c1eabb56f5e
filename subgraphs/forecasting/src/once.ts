/** Runs `work` when it is first asked for; later askers share the answer. */
export function once<Value>(work: () => Promise<Value>): () => Promise<Value> {
  let answer: Promise<Value> | undefined
  return () => (answer ??= work())
}
