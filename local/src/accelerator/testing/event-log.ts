import type { AcceleratorEvent } from '../accelerator-event.ts'

export interface EventLog {
  readonly events: readonly AcceleratorEvent[]
  readonly onEvent: (event: AcceleratorEvent) => void
  /** Settles with the first event, past or to come, that is as wanted. */
  until(isWanted: (event: AcceleratorEvent) => boolean): Promise<AcceleratorEvent>
}

/** Keeps events, so that a test can wait for one. */
export function createEventLog(): EventLog {
  const events: AcceleratorEvent[] = []
  const listeners = new Set<(event: AcceleratorEvent) => void>()
  return {
    events,
    onEvent(event) {
      events.push(event)
      for (const listener of listeners) listener(event)
    },
    until(isWanted) {
      const past = events.find(isWanted)
      if (past !== undefined) return Promise.resolve(past)
      const { promise, resolve } = Promise.withResolvers<AcceleratorEvent>()
      const listener = (event: AcceleratorEvent): void => {
        if (!isWanted(event)) return
        listeners.delete(listener)
        resolve(event)
      }
      listeners.add(listener)
      return promise
    },
  }
}
