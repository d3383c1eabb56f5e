import { randomBytes } from 'node:crypto'
import { bootstrapSchema, type SchemaRoles } from '@hemisphere/kit/bootstrap-database.ts'
import { createPool } from '@hemisphere/kit/database.ts'
import { migrateSchema, type Migrations } from '@hemisphere/kit/migrate.ts'
import pg from 'pg'
import { inject } from 'vitest'
import { refuseLogFunctions } from '../global-database/refuse-log-functions.ts'

export interface TestSchema {
  readonly schema: string
  readonly ownerRole: string
  readonly serviceRole: string
  /** Absent for a schema whose roles alone are needed. */
  readonly migrations?: Migrations
}

/** A fresh database with schemas as in production: roles without privileges, migrations run by their owners. */
export interface TestDatabase extends AsyncDisposable {
  /** A pool on a role, such as the service role of one schema. */
  pool(role: string): Promise<pg.Pool>
}

/** Makes a database in the shared cluster; schemas are made and migrated in the order given. Disposal drops it. */
export async function createTestDatabase(schemas: readonly TestSchema[]): Promise<TestDatabase> {
  const server = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  // Roles belong to the cluster: one password for all of them, derived from the cluster's own, lets test files run side by side.
  const password = server.password
  const connection = { host: '127.0.0.1', port: server.port, user: server.user, password }
  await asAdmin('postgres', (admin) => admin.query(`create database ${admin.escapeIdentifier(name)}`))
  await using pools = new AsyncDisposableStack()

  async function asAdmin<Result>(database: string, work: (admin: pg.Client) => Promise<Result>): Promise<Result> {
    const admin = new pg.Client({ ...connection, database })
    await admin.connect()
    try {
      return await work(admin)
    } finally {
      await admin.end()
    }
  }

  async function pool(role: string): Promise<pg.Pool> {
    const login = { host: '127.0.0.1', port: server.port, dbname: name, username: role, password }
    const made = await createPool({ login: async () => login, service: 'test', maxConnections: 4 })
    kept.defer(() => made.end())
    return made
  }

  const kept = pools.move()
  kept.defer(async () => {
    await asAdmin('postgres', (admin) => admin.query(`drop database ${admin.escapeIdentifier(name)} with (force)`))
  })
  const toRoles = ({ schema, ownerRole, serviceRole }: TestSchema): SchemaRoles => ({
    schema,
    owner: { role: ownerRole, password },
    service: { role: serviceRole, password },
  })
  // Roles belong to the cluster and test files race for them; advisory locks belong to a database: all take the one of `postgres`.
  await asAdmin('postgres', async (lock) => {
    await lock.query('select pg_advisory_lock(4711)')
    await asAdmin(name, async (admin) => {
      await refuseLogFunctions(admin)
      for (const schema of schemas) await bootstrapSchema(admin, toRoles(schema))
    })
  })
  for (const { schema, ownerRole, migrations } of schemas) {
    if (migrations !== undefined) await migrateSchema(await pool(ownerRole), schema, migrations)
  }
  return { pool, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
