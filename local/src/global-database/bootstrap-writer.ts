import { jobSchema } from '@hemisphere/forecasting/jobs/job-schema.ts'
import { bootstrapSchema, ensureRole, type SchemaRoles } from '@hemisphere/kit/bootstrap-database.ts'
import pg from 'pg'
import type { Cluster } from '../postgres/cluster.ts'
import { replicationRole } from '../postgres/follow-settings.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import type { DatabasePlan } from '../world/database-plans.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { loginPassword } from '../world/login-password.ts'
import { gatewayLogin, replicationPasswordId, schemaLogins } from '../world/secret-ids.ts'

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
  await asAdmin(cluster, dbname, async (admin) => {
    const name = admin.escapeIdentifier(dbname)
    await admin.query(`revoke all on database ${name} from public`)
    for (const schema of rolesOf()) {
      await bootstrapSchema(admin, schema)
      const roles = [schema.owner.role, schema.service.role].map((role) => admin.escapeIdentifier(role)).join(', ')
      await admin.query(`grant connect, temporary on database ${name} to ${roles}`)
    }
    const gateway = gatewayLogin(plan)
    if (gateway !== undefined) {
      await ensureRole(admin, { role: gateway.role, password: passwordOf(gateway.secretId) })
      await admin.query(`grant connect on database ${name} to ${admin.escapeIdentifier(gateway.role)}`)
    }
    // The queue of forecast jobs is a schema of its own, which the forecasting schema's owner fills.
    if (plan.home !== undefined)
      await admin.query(`create schema if not exists ${admin.escapeIdentifier(jobSchema)} authorization forecasting_owner`)
  })

  function rolesOf(): readonly SchemaRoles[] {
    return schemaLogins(plan).map(({ schema, service, owner }) => ({
      schema,
      owner: { role: owner.role, password: passwordOf(owner.secretId) },
      service: { role: service.role, password: passwordOf(service.secretId) },
    }))
  }

  function passwordOf(secretId: string): string {
    return loginPassword(secrets.get(region, secretId))
  }
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
