import type { Logger } from '@hemisphere/kit/log.ts'
import { withTenant, type TenantDatabase } from '@hemisphere/kit/tenant-database.ts'
import type pg from 'pg'
import type { ForecastingSchema } from '../database-schema.ts'
import type { forecastSeries } from '../engine/forecast-series.ts'

/** What the tasks of a worker need. */
export interface TaskDependencies {
  /** Connections as the role `forecasting_service`. */
  readonly pool: pg.Pool
  readonly log: Logger
  readonly forecast: typeof forecastSeries
  /** Series that one batch holds at most: about half a second of work. */
  readonly seriesPerBatch: number
  /** Times that a batch is tried before its run fails. */
  readonly batchAttempts: number
}

const statementTimeoutMs = 60_000

/** Reads in one snapshot of one tenant. */
export function readAs<Result>(
  pool: pg.Pool,
  tenantId: string,
  work: (database: TenantDatabase<ForecastingSchema>) => Promise<Result>,
): Promise<Result> {
  return withTenant<ForecastingSchema, Result>({ pool, tenantId, access: 'read', statementTimeoutMs }, work)
}

/** Writes in one transaction of one tenant. */
export function writeAs<Result>(
  pool: pg.Pool,
  tenantId: string,
  work: (database: TenantDatabase<ForecastingSchema>) => Promise<Result>,
): Promise<Result> {
  return withTenant<ForecastingSchema, Result>({ pool, tenantId, access: 'write', statementTimeoutMs }, work)
}
