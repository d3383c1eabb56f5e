import type { Environment } from '@hemisphere/kit/config.ts'
import type { SignToken } from '@hemisphere/kit/database-sign-in.ts'
import { createSecretReader } from '@hemisphere/kit/secrets.ts'
import { planDatabases, type DatabasePlan } from '@hemisphere/topology/databases.ts'
import { topology as ownTopology } from '@hemisphere/topology/regions.ts'
import type { Topology } from '@hemisphere/topology/topology.ts'
import { openAdministrator } from './administrator.ts'
import { readMigrationConfig } from './config.ts'
import { opsSchema, schemasOf } from './database-schemas.ts'
import { migrateOps, migrateSchemas, type AppliedMigration } from './migrate-schemas.ts'
import { prepareDatabase } from './prepare-database.ts'

export interface MigrateOptions {
  readonly environment: Environment
  /** Told each step as one line. */
  readonly print: (line: string) => void
  readonly topology?: Topology
  /** AWS's own unless said otherwise. */
  readonly signToken?: SignToken
}

/**
 * Brings one database of AWS to this version of the code, at its writer: schemas and roles that sign in by IAM, then the
 * migrations of one phase. Repeating it changes nothing. What was applied, in order.
 */
export async function migrate(options: MigrateOptions): Promise<readonly AppliedMigration[]> {
  const { environment, print, topology = ownTopology, signToken } = options
  const config = readMigrationConfig(environment)
  const { DATABASE: name, MIGRATION_PHASE: phase } = config
  const plans = planDatabases(topology)
  const plan = findPlan(plans, name)
  using secrets = createSecretReader({ region: config.HEMISPHERE_REGION, endpoint: config.SECRETS_ENDPOINT })
  const administrator = await openAdministrator({
    secrets,
    secretId: `hemisphere/database/${name}/admin`,
    host: config.DATABASE_HOST,
    port: config.DATABASE_PORT,
    ...(signToken === undefined ? {} : { signToken }),
  })
  if (administrator.dbname !== plan.dbname)
    throw new Error(`the administrator's login is for database "${administrator.dbname}", wanted "${plan.dbname}" of ${name}`)
  await administrator.run(async (client) => {
    const { rows } = await client.query<{ replica: boolean }>('select pg_is_in_recovery() as replica')
    if (rows[0]?.replica !== false) throw new Error(`${config.DATABASE_HOST} is a replica of ${name}, wanted its writer`)
    if (phase === 'expand') await prepareDatabase(client, { plan, passwordOf: () => undefined })
  })
  if (phase === 'expand')
    print(`${name}: roles and schemas are there (${[opsSchema, ...schemasOf(plan)].map(({ schema }) => schema).join(', ')})`)

  const zoneHomes = plans.flatMap(({ home, zone }) => (home === undefined || zone !== plan.zone ? [] : [home]))
  const work = {
    plan,
    zoneHomes,
    phase,
    asOwner: <Result>({ owner }: { readonly owner: string }, act: Parameters<typeof administrator.runAs<Result>>[1]) =>
      administrator.runAs(owner, act),
  }
  const applied = [...(await migrateOps(work)), ...(await migrateSchemas(work))]
  for (const { schema, name: migration } of applied) print(`${name}: ${schema} ${migration}`)
  if (applied.length === 0) print(`${name}: nothing is pending in phase ${phase}`)
  return applied
}

function findPlan(plans: readonly DatabasePlan[], name: string): DatabasePlan {
  const plan = plans.find((candidate) => candidate.name === name)
  if (plan === undefined) throw new Error(`got database ${name}, wanted one of ${plans.map((known) => known.name).join(', ')}`)
  return plan
}
