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
  /** What runs now; undefined while the database is a replica. */
  readonly current: () => Work | undefined
}

/**
 * Starts work when the database becomes the writer of its home and stops it when it becomes a replica: after a failover the
 * region that took over does the jobs of both. A database that does not answer changes nothing. Returns after the first look.
 */
export async function whileWriter<Work extends AsyncDisposable>(options: WhileWriter<Work>): Promise<FollowedWork<Work>> {
  const { pool, log, start, intervalMs = 2_000 } = options
  let current: Work | undefined

  async function look(): Promise<void> {
    try {
      const { rows } = await pool.query<{ replica: boolean }>('select pg_is_in_recovery() as replica')
      const isWriter = rows[0]?.replica === false
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
