import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@hemisphere/local/testing/test-database.ts'
import { sql, type Kysely } from 'kysely'
import type pg from 'pg'

/** The columns that the gateway reads; the real tables are the directory's own. */
const migrations = {
  '0001-directory': {
    async up(db: Kysely<unknown>): Promise<void> {
      await sql`create table directory.tenant (
        id uuid primary key, zone text not null, home_region text not null, placement_epoch int not null, status text not null
      )`.execute(db)
      await sql`create table directory.permission_set (
        id uuid primary key, tenant_id uuid not null, scopes text[] not null, permission_epoch int not null
      )`.execute(db)
      await sql`grant select on directory.tenant, directory.permission_set to directory_reader`.execute(db)
    },
  },
}

export interface TestTenant {
  readonly id: string
  readonly permissionSetId: string
}

/** A zone directory in a database of its own. */
export interface TestDirectory extends AsyncDisposable {
  /** Connections as the gateway's role. */
  readonly pool: pg.Pool
  /** Makes every look-up fail, or work again. */
  setBroken(isBroken: boolean): Promise<void>
  /** A tenant at home in eu-west-1, in epoch 1, with one permission set in epoch 1. */
  addTenant(scopes: readonly string[]): Promise<TestTenant>
  /** Changes columns of a tenant. */
  change(tenantId: string, change: Readonly<{ home_region?: string; placement_epoch?: number; status?: string }>): Promise<void>
  changePermissions(permissionSetId: string, scopes: readonly string[], epoch: number): Promise<void>
}

export async function createTestDirectory(): Promise<TestDirectory> {
  const database: TestDatabase = await createTestDatabase([
    { schema: 'directory', ownerRole: 'directory_owner', serviceRole: 'directory_reader', migrations },
  ])
  const [owner, pool] = await Promise.all([database.pool('directory_owner'), database.pool('directory_reader')])
  return {
    pool,
    async setBroken(isBroken) {
      await owner.query(
        `${isBroken ? 'revoke' : 'grant'} select on directory.tenant, directory.permission_set ${isBroken ? 'from' : 'to'} directory_reader`,
      )
    },
    async addTenant(scopes) {
      const tenant = { id: randomUUID(), permissionSetId: randomUUID() }
      await owner.query(`insert into directory.tenant values ($1, 'eu', 'eu-west-1', 1, 'active')`, [tenant.id])
      await owner.query('insert into directory.permission_set values ($1, $2, $3, 1)', [tenant.permissionSetId, tenant.id, scopes])
      return tenant
    },
    async change(tenantId, { home_region: region, placement_epoch: epoch, status }) {
      await owner.query(
        `update directory.tenant set home_region = coalesce($2, home_region), placement_epoch = coalesce($3, placement_epoch),
         status = coalesce($4, status) where id = $1`,
        [tenantId, region, epoch, status],
      )
    },
    async changePermissions(permissionSetId, scopes, epoch) {
      await owner.query('update directory.permission_set set scopes = $2, permission_epoch = $3 where id = $1', [
        permissionSetId,
        scopes,
        epoch,
      ])
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}
