import { setTimeout as delay } from 'node:timers/promises'

export type LoadKind = 'read' | 'write'

/** What came of one request. */
export interface LoadOutcome {
  readonly ok: boolean
  /** HTTP status; absent when no answer came. */
  readonly status?: number
  /** Why it failed: a code of the graph, `HTTP_502`, or what broke the connection. */
  readonly code?: string
  readonly region?: string
  readonly zone?: string
  readonly role?: string
  readonly asOf?: string
  readonly requestId?: string
  /** Of an acknowledged write: by what it can be found again. */
  readonly key?: string
}

/** Instants are in ms since 1970. */
export interface LoadRequest extends LoadOutcome {
  readonly kind: LoadKind
  readonly startedAt: number
  readonly endedAt: number
}

export interface LoadMark {
  readonly name: string
  readonly at: number
}

export interface LoadRecord {
  readonly startedAt: number
  readonly endedAt: number
  readonly marks: readonly LoadMark[]
  /** In the order in which they ended. */
  readonly requests: readonly LoadRequest[]
  /** A load that ended by a limit has not seen what came afterwards. */
  readonly endedBy: 'under-way' | 'stop' | 'request-limit' | 'time-limit'
}

export interface LoadOptions {
  /** Gives the outcome of a request, also of a failed one; what it throws is a fault of the load and comes out of `stop`. */
  readonly read: () => Promise<LoadOutcome>
  readonly write: () => Promise<LoadOutcome>
  readonly readConcurrency: number
  readonly writeConcurrency: number
  /** Between the end of a request and the start of the next one of the same worker. */
  readonly pauseMs: number
  readonly now: () => number
  /** Of reads and writes together. */
  readonly maxRequests: number
  readonly maxMs: number
}

export interface RunningLoad {
  /** Writes down an instant, such as that of a fault, and returns it. */
  readonly mark: (name: string) => number
  /** What has ended until now. */
  readonly soFar: () => LoadRecord
  /** Starts no more requests, waits for those under way, and gives the record; again if called again. */
  stop(): Promise<LoadRecord>
}

/** Keeps reading and writing with so many workers until it is stopped or has reached a limit. */
export function startLoad(options: LoadOptions): RunningLoad {
  const { readConcurrency, writeConcurrency, pauseMs, now, maxRequests, maxMs } = options
  const startedAt = now()
  const marks: LoadMark[] = []
  const requests: LoadRequest[] = []
  const ending = new AbortController()
  let started = 0
  let endedBy: LoadRecord['endedBy'] = 'under-way'
  let endedAt: number | undefined

  function end(by: LoadRecord['endedBy']): void {
    if (ending.signal.aborted) return
    endedBy = by
    ending.abort()
  }

  async function work(kind: LoadKind): Promise<void> {
    while (!ending.signal.aborted) {
      if (started >= maxRequests) return end('request-limit')
      started += 1
      const requestStartedAt = now()
      const outcome = await options[kind]()
      requests.push({ ...outcome, kind, startedAt: requestStartedAt, endedAt: now() })
      await pause(pauseMs, ending.signal)
    }
  }

  async function run(): Promise<void> {
    const kinds = [...Array<LoadKind>(readConcurrency).fill('read'), ...Array<LoadKind>(writeConcurrency).fill('write')]
    const limit = setTimeout(() => end('time-limit'), maxMs)
    try {
      await Promise.all(kinds.map(work))
    } finally {
      clearTimeout(limit)
      ending.abort()
      endedAt = now()
    }
  }

  const finished = run()
  // It is awaited by `stop`, which may be long after it failed.
  finished.catch(() => undefined)
  const record = (): LoadRecord => ({ startedAt, endedAt: endedAt ?? now(), marks: [...marks], requests: [...requests], endedBy })
  return {
    mark(name) {
      const at = now()
      marks.push({ name, at })
      return at
    },
    soFar: record,
    async stop() {
      end('stop')
      await finished
      return record()
    },
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
