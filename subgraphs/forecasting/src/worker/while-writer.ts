import type { Logger } from '@hemisphere/kit/log.ts'
import type pg from 'pg'
import { repeat } from '@hemisphere/kit/repeat.ts'

export interface WhileWriter<Work extends AsyncDisposable> {
  readonly pool: pg.Pool
  readonly log: Logger
  readonly start: () => Promise<Work>
  /** Pause between two looks. */
  readonly intervalMs?: number
}

/** Work that runs here for as long as this database takes writes. */
export interface FollowedWork<Work> extends AsyncDisposable {
  /** What runs now; undefined while the database takes no writes. */
  readonly current: () => Work | undefined
}

/**
 * Starts work when the database takes writes, as the writer that holds its home's lease, and stops it when it does no more: after
 * a failover the region that took over does the jobs of both. Without the lease jobs would only use up their attempts. A database
 * that does not answer changes nothing. Returns after the first look.
 */
export async function whileWriter<Work extends AsyncDisposable>(options: WhileWriter<Work>): Promise<FollowedWork<Work>> {
  const { pool, log, start, intervalMs = 2_000 } = options
  let current: Work | undefined

  async function look(): Promise<void> {
    try {
      const { rows } = await pool.query<{ held: boolean }>('select ops.lease_is_held() as held')
      const isWriter = rows[0]?.held === true
      if (isWriter && current === undefined) current = await start()
      if (!isWriter && current !== undefined) await stop()
    } catch (err) {
      log.warn({ err }, 'whether the database takes writes could not be asked')
    }
  }

  async function stop(): Promise<void> {
    const stopped = current
    current = undefined
    await stopped?.[Symbol.asyncDispose]()
  }

  await look()
  const looking = repeat(intervalMs, look)
  return {
    current: () => current,
    async [Symbol.asyncDispose]() {
      await looking[Symbol.asyncDispose]()
      await stop()
    },
  }
}
