import { createRowLoader, type RowLoader } from '@hemisphere/kit/row-loader.ts'
import type { Kysely } from 'kysely'
import type { ForecastingSchema } from '../database-schema.ts'
import { once } from '../once.ts'
import { findLiveRun, findRuns, findRunUnderWay, type RunRow } from './run-queries.ts'
import { findRunTallies, type RunTally } from './run-tally.ts'

export interface RunLoaders {
  readonly byId: RowLoader<RunRow>
  readonly tally: RowLoader<RunTally>
  /** The run whose forecasts are read; null before the first one. */
  readonly live: () => Promise<RunRow | null>
  /** The run that waits or works. */
  readonly underWay: () => Promise<RunRow | null>
}

/** Runs of one request. */
export function createRunLoaders(db: Kysely<ForecastingSchema>): RunLoaders {
  const byId = createRowLoader(
    (ids) => findRuns(db, ids),
    (run) => run.id,
  )
  return {
    byId,
    tally: createRowLoader(
      (runIds) => findRunTallies(db, runIds),
      (tally) => tally.runId,
    ),
    live: once(async () => {
      const run = await findLiveRun(db)
      if (run !== null) byId.prime(run.id, run)
      return run
    }),
    underWay: once(() => findRunUnderWay(db)),
  }
}
