import { runMigrations } from 'graphile-worker'
import type pg from 'pg'
import { jobSchema } from './job-schema.ts'

const serviceRole = 'forecasting_service'

/** Exactly what adding, taking, finishing, returning and failing a job do; functions and types are open to all by PostgreSQL's default. */
const rights = {
  _private_tasks: 'select, insert',
  _private_job_queues: 'select, insert, update',
  _private_jobs: 'select, insert, update, delete',
} as const

/**
 * Installs or upgrades the queue of forecast jobs as the schema's owner, and lets the service use it; repeating it changes nothing.
 * The queue holds no tenant's data, only ids of tenants and runs: workers take jobs of every tenant and read its rows as that tenant.
 * The owner needs the schema to be there, or the right to create it.
 */
export async function installForecastingJobs(ownerPool: pg.Pool): Promise<void> {
  await createSchema(ownerPool)
  await runMigrations({ pgPool: ownerPool, schema: jobSchema })
  await ownerPool.query(grantToService())
}

/** One string of statements is one transaction: the service never meets a table without its policy. */
function grantToService(): string {
  const statements = Object.entries(rights).flatMap(([table, privileges]) => [
    `grant ${privileges} on ${jobSchema}.${table} to ${serviceRole}`,
    `alter table ${jobSchema}.${table} enable row level security`,
    `drop policy if exists service on ${jobSchema}.${table}`,
    `create policy service on ${jobSchema}.${table} to ${serviceRole} using (true) with check (true)`,
  ])
  return [`grant usage on schema ${jobSchema} to ${serviceRole}`, ...statements].join(';\n')
}

/**
 * graphile-worker begins with `create schema if not exists`, which PostgreSQL refuses without CREATE on the database even where
 * the schema exists; it leaves that out when its table of migrations is there.
 */
async function createSchema(ownerPool: pg.Pool): Promise<void> {
  const known = await ownerPool.query('select from pg_namespace where nspname = $1', [jobSchema])
  if (known.rowCount === 0) await ownerPool.query(`create schema ${jobSchema}`)
  await ownerPool.query(`
    create table if not exists ${jobSchema}.migrations (
      id int primary key,
      ts timestamptz not null default now(),
      breaking boolean not null default false
    )`)
}
