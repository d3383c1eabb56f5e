import type { Look } from './evidence.ts'

/** Takes down every look, so that each finding can say how it was found, and what could not be looked at is not forgotten. */
export interface LookBook {
  readonly looks: readonly Look[]
  /** The number of the look. */
  note(look: Look): number
  /** Runs a look: a fault is taken down with it, and `otherwise` is what was found. */
  look<Result>(what: Omit<Look, 'found' | 'failure'>, work: (look: number) => Promise<Counted<Result>>, otherwise: Result): Promise<Result>
}

export interface Counted<Result> {
  readonly found: number
  readonly result: Result
}

export function createLookBook(): LookBook {
  const looks: Look[] = []
  return {
    looks,
    note: (look) => looks.push(look) - 1,
    async look(what, work, otherwise) {
      const number = looks.push({ ...what, found: 0 }) - 1
      try {
        const { found, result } = await work(number)
        looks[number] = { ...what, found }
        return result
      } catch (error) {
        if (!(error instanceof Error)) throw error
        looks[number] = { ...what, found: 0, failure: reasonOf(error) }
        return otherwise
      }
    },
  }
}

function reasonOf(error: Error): string {
  if (error.message !== '') return error.message
  // Node's fault of several addresses that were tried has no words of its own.
  return error instanceof AggregateError ? error.errors.map(String).join('; ') : error.name
}
