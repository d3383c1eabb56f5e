import { ensureRole } from '@hemisphere/kit/bootstrap-database.ts'
import { prepareDatabase } from '@hemisphere/migrations/prepare-database.ts'
import pg from 'pg'
import type { Cluster } from '../postgres/cluster.ts'
import { replicationRole } from '../postgres/follow-settings.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import type { DatabasePlan } from '../world/database-plans.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { refuseLogFunctions } from './refuse-log-functions.ts'
import { loginPassword } from '../world/login-password.ts'
import { databaseLogins, replicationPasswordId } from '../world/secret-ids.ts'

export interface BootstrapWriter {
  readonly cluster: Cluster
  readonly plan: DatabasePlan
  readonly region: RegionName
  readonly secrets: SecretStore
}

/**
 * Makes the database of a server that is its writer, with schemas and roles, unless they are there; only these roles may
 * connect to it. What is in the schemas is left to the migrations.
 */
export async function bootstrapWriter({ cluster, plan, region, secrets }: BootstrapWriter): Promise<void> {
  const { dbname } = plan
  await asAdmin(cluster, 'postgres', async (admin) => {
    const known = await admin.query('select from pg_database where datname = $1', [dbname])
    if (known.rowCount === 0) await admin.query(`create database ${admin.escapeIdentifier(dbname)}`)
    await ensureRole(admin, { role: replicationRole, password: secrets.get(region, replicationPasswordId(plan)) })
    await admin.query(`alter role ${admin.escapeIdentifier(replicationRole)} replication`)
  })
  const secretIdOf = new Map(databaseLogins(plan).map(({ role, secretId }) => [role, secretId]))
  await asAdmin(cluster, dbname, async (admin) => {
    await refuseLogFunctions(admin)
    await prepareDatabase(admin, { plan, passwordOf: (role) => loginPassword(secrets.get(region, secretIdOf.get(role) ?? role)) })
  })
}

/** Runs work as the administrator of a server. */
export async function asAdmin<Result>(
  { port, admin }: Pick<Cluster, 'port' | 'admin'>,
  database: string,
  work: (admin: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ host: '127.0.0.1', port, ...admin, database, application_name: 'hemisphere start' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
