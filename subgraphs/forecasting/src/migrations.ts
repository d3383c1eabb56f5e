import type { Migrations } from '@hemisphere/kit/migrate.ts'
import * as m0001 from '../migrations/0001-create-forecasting.ts'

/** The forecasting schema from nothing to its newest version; the job queue is installed by `installForecastingJobs`. */
export const migrations: Migrations = {
  '0001-create-forecasting': m0001,
}
