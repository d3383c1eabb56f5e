import { createYearPartitions, protectTenantTable } from '@hemisphere/kit/tenant-table.ts'
import { sql, type Kysely } from 'kysely'

const schema = 'forecasting'
const grantTo = 'forecasting_service'
const levels = sql.raw(`('PRODUCT', 'STYLE', 'CATEGORY', 'ASSORTMENT')`)
const methods = sql.raw(`('SEASONAL_NAIVE', 'ETS', 'THETA')`)

/** Runs with their batches, the forecasts that they made, and which run is live. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createRun(db)
  await createBatch(db)
  await createLiveRun(db)
  await createRunRequest(db)
  await createForecast(db)
  for (const table of ['forecast_run', 'forecast_batch', 'live_run', 'forecast_run_request', 'forecast']) {
    await protectTenantTable(db, { schema, table, grantTo })
  }
  await createYearPartitions(db, { schema, table: 'forecast', years: [2024, 2025, 2026, 2027, 2028], grantTo })
}

async function createRun(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table forecasting.forecast_run (
      tenant_id uuid not null,
      id uuid not null default uuidv7(),
      status text not null default 'QUEUED' check (status in ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED')),
      stage text not null default 'PREPARE' check (stage in ('PREPARE', 'FORECAST', 'SWITCH', 'DONE')),
      trigger text not null check (trigger in ('NEW_DATA', 'MANUAL')),
      data_through date not null,
      region text not null,
      code_version text not null,
      created_at timestamptz(3) not null default clock_timestamp(),
      started_at timestamptz(3),
      finished_at timestamptz(3),
      switched_in_at timestamptz(3),
      primary key (tenant_id, id)
    )`.execute(db)
  await sql`
    create unique index forecast_run_under_way on forecasting.forecast_run (tenant_id)
    where status in ('QUEUED', 'RUNNING')`.execute(db)
}

/** Series i of a batch is (merchandise_ids[i], store_ids[i]); the lists are emptied when the run has ended. */
async function createBatch(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table forecasting.forecast_batch (
      tenant_id uuid not null,
      run_id uuid not null,
      batch_number int not null,
      merchandise_level text not null check (merchandise_level in ${levels}),
      location_level text not null check (location_level in ('STORE', 'CHAIN')),
      merchandise_ids uuid[] not null,
      store_ids uuid[] not null,
      series_count int not null check (series_count > 0),
      seasonal_naive_count int not null default 0,
      ets_count int not null default 0,
      theta_count int not null default 0,
      done_at timestamptz(3),
      created_at timestamptz(3) not null default now(),
      primary key (tenant_id, run_id, batch_number),
      foreign key (tenant_id, run_id) references forecasting.forecast_run (tenant_id, id)
    )`.execute(db)
}

/** One row a tenant: to change it is the atomic switch. */
async function createLiveRun(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table forecasting.live_run (
      tenant_id uuid not null,
      run_id uuid not null,
      previous_run_id uuid,
      created_at timestamptz(3) not null default now(),
      primary key (tenant_id),
      foreign key (tenant_id, run_id) references forecasting.forecast_run (tenant_id, id)
    )`.execute(db)
}

/** First answers by key; the key itself is the client's and kept as a hash alone. */
async function createRunRequest(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table forecasting.forecast_run_request (
      tenant_id uuid not null,
      key_hash bytea not null,
      run_id uuid,
      refusal text check (refusal in ('NO_SALES')),
      created_at timestamptz(3) not null default now(),
      primary key (tenant_id, key_hash),
      foreign key (tenant_id, run_id) references forecasting.forecast_run (tenant_id, id),
      check ((run_id is null) <> (refusal is null))
    )`.execute(db)
  await sql`create index forecast_run_request_age on forecasting.forecast_run_request (tenant_id, created_at)`.execute(db)
}

/**
 * One row a series: element k of mean, p10, p50, p90 is week k after first_week; of total_…, the sum of the weeks 0 to k.
 * The zero UUID as merchandise_id is the whole assortment, as store_id the whole chain.
 */
async function createForecast(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table forecasting.forecast (
      tenant_id uuid not null,
      run_id uuid not null,
      merchandise_level text not null check (merchandise_level in ${levels}),
      merchandise_id uuid not null,
      store_id uuid not null,
      first_week date not null,
      method text not null check (method in ${methods}),
      mean real[] not null,
      p10 real[] not null,
      p50 real[] not null,
      p90 real[] not null,
      total_mean real[] not null,
      total_p10 real[] not null,
      total_p50 real[] not null,
      total_p90 real[] not null,
      trained_from date not null,
      trained_to date not null,
      censored_weeks date[] not null,
      created_at timestamptz(3) not null default now(),
      primary key (tenant_id, run_id, merchandise_level, merchandise_id, store_id, first_week)
    ) partition by range (first_week)`.execute(db)
}
