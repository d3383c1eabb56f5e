import type pg from 'pg'
import { expect, vi } from 'vitest'
import type { ForecastingWorld } from './forecasting-world.ts'

/** Keeps workers from storing forecasts until it is disposed. */
export interface BlockedWrites extends AsyncDisposable {
  /** Waits until `count` sessions wait to store forecasts. */
  untilWaiting(count: number): Promise<void>
  unblock(): Promise<void>
}

export async function blockWrites(world: ForecastingWorld): Promise<BlockedWrites> {
  const owner = await world.poolOf('forecasting_owner')
  const client = await owner.connect()
  await client.query('begin; lock table forecasting.forecast in share row exclusive mode')
  let blocked = true
  async function unblock(): Promise<void> {
    if (!blocked) return
    blocked = false
    await client.query('rollback')
    client.release()
  }
  return {
    async untilWaiting(count) {
      await vi.waitFor(async () => expect(await countWaiting(owner)).toBe(count), { timeout: 10_000 })
    },
    unblock,
    [Symbol.asyncDispose]: unblock,
  }
}

async function countWaiting(owner: pg.Pool): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(
    `select count(*) from pg_locks where not granted and relation = 'forecasting.forecast'::regclass`,
  )
  return rows[0]?.count ?? 0
}
