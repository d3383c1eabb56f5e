import { databaseSecretSchema } from '@hemisphere/kit/secrets.ts'
import pg from 'pg'
import { adminRole } from '../postgres/initialise-cluster.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { databasePlans, type DatabasePlan } from '../world/database-plans.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { adminPasswordId, schemaLogins } from '../world/secret-ids.ts'

/** A server that holds a member of a database. */
export interface Member {
  readonly plan: DatabasePlan
  readonly region: RegionName
  /** How the report calls it, such as `home-eu-west-1 in eu-central-1`. */
  readonly store: string
  readonly host: string
  readonly port: number
  /** Runs work in one of the server's databases as its administrator, who may only read. */
  read<Result>(database: string, work: (client: pg.Client) => Promise<Result>): Promise<Result>
}

/** A server that is gone refuses at once; one on a busy machine takes its time, and what is not seen is not proved. */
const connectTimeoutMs = 15_000
const statementTimeoutMs = 120_000

// With row security off a query that it would cut short fails instead: what is counted is all there is.
const settings = `-c row_security=off -c default_transaction_read_only=on -c statement_timeout=${statementTimeoutMs} -c timezone=UTC`

/** Every member of every database, by the logins that regions keep. */
export function listMembers(secrets: SecretStore): readonly Member[] {
  return databasePlans.flatMap((plan) => plan.members.map((region) => memberOf(secrets, plan, region)))
}

function memberOf(secrets: SecretStore, plan: DatabasePlan, region: RegionName): Member {
  const login = schemaLogins(plan)[0]?.owner.secretId ?? ''
  const { host, port } = databaseSecretSchema.parse(JSON.parse(secrets.get(region, login)))
  return {
    plan,
    region,
    store: `${plan.name} in ${region}`,
    host,
    port,
    async read(database, work) {
      const client = new pg.Client({
        host,
        port,
        database,
        user: adminRole,
        password: secrets.get(region, adminPasswordId(plan)),
        application_name: 'residency report',
        connectionTimeoutMillis: connectTimeoutMs,
        options: settings,
      })
      // A server that goes away is told by the statement under way.
      client.on('error', () => undefined)
      await client.connect()
      try {
        return await work(client)
      } finally {
        await client.end()
      }
    },
  }
}
