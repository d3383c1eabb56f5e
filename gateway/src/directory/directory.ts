import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import type pg from 'pg'

/** The columns of the zone directory that the gateway reads. */
interface DirectorySchema {
  'directory.tenant': { id: string; zone: string; home_region: string; placement_epoch: number; status: string }
  'directory.permission_set': { id: string; tenant_id: string; scopes: readonly string[]; permission_epoch: number }
}

/** Where a tenant lives, and under which epoch. */
export interface Placement {
  readonly zone: string
  readonly homeRegion: string
  readonly epoch: number
  readonly active: boolean
}

export interface PermissionSet {
  readonly scopes: readonly string[]
  readonly epoch: number
}

/** The zone directory, as far as the gateway needs it. Every call ends within the time-out. */
export interface Directory {
  readonly findPlacement: (tenantId: string) => Promise<Placement | undefined>
  readonly findPermissionSet: (tenantId: string, permissionSetId: string) => Promise<PermissionSet | undefined>
  /** Throws while the directory can't answer. */
  readonly check: () => Promise<void>
}

/** The directory on its read-only role; neither a slow statement nor a silent server holds a request for longer than `timeoutMs`. */
export function createDirectory(pool: pg.Pool, timeoutMs = 1_500): Directory {
  const db = new Kysely<DirectorySchema>({
    dialect: new PostgresDialect({
      pool,
      async onCreateConnection(connection) {
        await connection.executeQuery(CompiledQuery.raw(`set statement_timeout = ${timeoutMs}`))
      },
    }),
  })
  const bounded = () => ({ signal: AbortSignal.timeout(timeoutMs) })
  return {
    async findPlacement(tenantId) {
      const row = await db
        .selectFrom('directory.tenant')
        .select(['zone', 'home_region', 'placement_epoch', 'status'])
        .where('id', '=', tenantId)
        .executeTakeFirst(bounded())
      if (row === undefined) return undefined
      return { zone: row.zone, homeRegion: row.home_region, epoch: row.placement_epoch, active: row.status === 'active' }
    },
    async findPermissionSet(tenantId, permissionSetId) {
      const row = await db
        .selectFrom('directory.permission_set')
        .select(['scopes', 'permission_epoch'])
        .where('tenant_id', '=', tenantId)
        .where('id', '=', permissionSetId)
        .executeTakeFirst(bounded())
      return row === undefined ? undefined : { scopes: row.scopes, epoch: row.permission_epoch }
    },
    async check() {
      await db
        .selectFrom('directory.tenant')
        .select(sql<number>`1`.as('one'))
        .limit(1)
        .execute(bounded())
    },
  }
}
