import type pg from 'pg'

/** Class of the advisory locks by which worker processes show that they live. */
export const presenceClass = 47_110

/** A session that holds an advisory lock for as long as its process lives: PostgreSQL itself tells others when it has gone. */
export interface Presence extends AsyncDisposable {
  /** Takes the lock, again when its session was lost. */
  renew(): Promise<void>
}

/** Shows that the worker pool `poolId` lives, from the first `renew` on. */
export function createPresence(pool: pg.Pool, poolId: string): Presence {
  let session: pg.PoolClient | undefined
  return {
    async renew() {
      if (session !== undefined) return
      const client = await pool.connect()
      client.once('error', () => {
        session = undefined
      })
      try {
        // A machine that vanishes closes no connection: PostgreSQL asks an idle one after 20 seconds, and again.
        await client.query(`set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3`)
        // Shared: two names with one hash must not wait for each other.
        await client.query('select pg_advisory_lock_shared($1, hashtext($2))', [presenceClass, poolId])
      } catch (error) {
        client.release(true)
        throw error
      }
      session = client
    },
    async [Symbol.asyncDispose]() {
      session?.release(true)
      session = undefined
    },
  }
}
