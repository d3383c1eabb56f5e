import { jobSchema } from '@hemisphere/forecasting/jobs/job-schema.ts'
import { bootstrapSchema, ensureRole, type RoleLogin } from '@hemisphere/kit/bootstrap-database.ts'
import type { DatabasePlan } from '@hemisphere/topology/databases.ts'
import type pg from 'pg'
import { gatewayRole, opsSchema, schemasOf } from './database-schemas.ts'

export interface PrepareDatabase {
  readonly plan: Pick<DatabasePlan, 'home' | 'dbname'>
  /** Of a role; undefined where IAM lets it in. */
  readonly passwordOf: (role: string) => string | undefined
}

/**
 * Gives a database its schemas and roles, unless they are there, as its administrator; only these roles may connect to it. What is
 * in the schemas is left to the migrations.
 */
export async function prepareDatabase(admin: pg.ClientBase, { plan, passwordOf }: PrepareDatabase): Promise<void> {
  const database = admin.escapeIdentifier(plan.dbname)
  const loginOf = (role: string): RoleLogin => ({ role, password: passwordOf(role) })
  await admin.query(`revoke all on database ${database} from public`)
  for (const { schema, owner, service } of [opsSchema, ...schemasOf(plan)]) {
    await bootstrapSchema(admin, { schema, owner: loginOf(owner), service: loginOf(service) })
    const roles = [owner, service].map((role) => admin.escapeIdentifier(role)).join(', ')
    await admin.query(`grant connect, temporary on database ${database} to ${roles}`)
  }
  const gateway = gatewayRole(plan)
  if (gateway !== undefined) {
    await ensureRole(admin, loginOf(gateway))
    await admin.query(`grant connect on database ${database} to ${admin.escapeIdentifier(gateway)}`)
  }
  // The queue of forecast jobs is a schema of its own, which the forecasting schema's owner fills.
  if (plan.home !== undefined)
    await admin.query(`create schema if not exists ${admin.escapeIdentifier(jobSchema)} authorization forecasting_owner`)
}
