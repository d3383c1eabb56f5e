import DataLoader from 'dataloader'
import type { Kysely } from 'kysely'
import type { ForecastingSchema } from '../database-schema.ts'
import { once } from '../once.ts'
import { findLiveRun, findRuns, findRunUnderWay, type RunRow } from './run-queries.ts'
import { findRunTallies, type RunTally } from './run-tally.ts'

export interface RunLoaders {
  readonly byId: DataLoader<string, RunRow | null>
  readonly tally: DataLoader<string, RunTally | null>
  /** The run whose forecasts are read; null before the first one. */
  readonly live: () => Promise<RunRow | null>
  /** The run that waits or works. */
  readonly underWay: () => Promise<RunRow | null>
}

/** Runs of one request. */
export function createRunLoaders(db: Kysely<ForecastingSchema>): RunLoaders {
  const byId = new DataLoader<string, RunRow | null>(async (ids) => {
    const rows = new Map((await findRuns(db, ids)).map((row) => [row.id, row]))
    return ids.map((id) => rows.get(id) ?? null)
  })
  return {
    byId,
    tally: new DataLoader(async (runIds) => {
      const tallies = new Map((await findRunTallies(db, runIds)).map((tally) => [tally.runId, tally]))
      return runIds.map((runId) => tallies.get(runId) ?? null)
    }),
    live: once(async () => {
      const run = await findLiveRun(db)
      if (run !== null) byId.prime(run.id, run)
      return run
    }),
    underWay: once(() => findRunUnderWay(db)),
  }
}
