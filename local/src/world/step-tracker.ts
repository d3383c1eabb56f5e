import type { Stage } from './progress.ts'

/** Runs the steps of a start so that, when one fails, all the others have come to rest before anything is stopped. */
export interface StepTracker {
  /** Aborted when a step fails, when `fail` is called, or with the signal given. */
  readonly signal: AbortSignal
  /** Gives the start up, or, when it is over, tells who watches `signal`. */
  fail(error: Error): void
  /** Stages whose steps are tracked. */
  track(stages: readonly Stage[]): readonly Stage[]
  /** Settles when no step is under way; throws what went wrong first. */
  settle(): Promise<void>
}

export function createStepTracker(outer: AbortSignal): StepTracker {
  const failing = new AbortController()
  const signal = AbortSignal.any([outer, failing.signal])
  const underWay: Promise<void>[] = []

  async function run(step: Stage['steps'][number], tell: (detail: string) => void): Promise<void> {
    try {
      signal.throwIfAborted()
      await step.run(tell)
    } catch (error) {
      // The first one is the cause; what fails after it, fails for it.
      failing.abort(signal.aborted ? signal.reason : error)
      throw error
    }
  }

  return {
    signal,
    fail: (error) => failing.abort(error),
    track: (stages) =>
      stages.map(({ title, steps }) => ({
        title,
        steps: steps.map((step) => ({
          title: step.title,
          run(tell) {
            const running = run(step, tell)
            underWay.push(running)
            return running
          },
        })),
      })),
    async settle() {
      await Promise.allSettled(underWay)
      signal.throwIfAborted()
    },
  }
}
