import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { awaitTenant, dismissTenant, fenceTenant, forgetTenant, unfenceTenant, welcomeTenant } from '../placement/place-tenant.ts'
import { copyTenant, eraseTenant, type CopiedTable } from './copy-tenant.ts'

/** A tenant as its zone's directory knows it. */
export interface MovingTenant {
  readonly tenantId: string
  readonly zone: string
  readonly homeRegion: string
  readonly epoch: number
}

/** A home's database, as a move needs it. */
export interface MoveHome {
  readonly region: string
  readonly zone: string
  /** Owner of schema `ops` at the writer. */
  readonly ops: pg.Pool
  /** Owner of a schema at the writer. */
  readonly schema: (name: string) => pg.Pool
}

export interface MoveTenant {
  readonly tenant: MovingTenant
  readonly from: MoveHome
  readonly to: MoveHome
  /** The old home's replica in the new home's region, which is read in place of the writer: owner of a schema there. */
  readonly replica: (schema: string) => pg.Pool
  /** Schemas whose rows move, in the order in which they are written. */
  readonly schemas: readonly string[]
  /** Writes home and epoch + 1 into the directory, if epoch is what it was; false when it was not. */
  readonly flip: (tenant: MovingTenant, homeRegion: string) => Promise<boolean>
  /** Begins anew, at the new home, the jobs that were under way at the old one. */
  readonly restartJobs: (tenantId: string) => Promise<void>
  readonly tell: (line: string) => void
  readonly now: () => number
}

export interface TenantMoved {
  readonly epoch: number
  /** How long the tenant could not write. */
  readonly fencedMs: number
  readonly tables: readonly CopiedTable[]
  readonly erasedRows: number
}

const catchUpLimitMs = 30_000
const pollMs = 20

/**
 * Moves a tenant within its zone: fences its writes, waits until the replica at the new home has all of them, copies the rows
 * there, flips home and epoch in the directory, and erases the old rows. At no moment do two homes take writes. A fault before
 * the flip lets the tenant write where it was, and leaves nothing at the new home. A move out of the zone is refused.
 */
export async function moveTenant(move: MoveTenant): Promise<TenantMoved> {
  const { tenant, from, to, schemas, flip, restartJobs, tell, now } = move
  checkMove(tenant, to)
  if (from.region !== tenant.homeRegion) throw new Error(`the tenant is at home in ${tenant.homeRegion}, not in ${from.region}`)
  const arrived = { tenantId: tenant.tenantId, epoch: tenant.epoch + 1 }
  const fencedAt = now()
  const lsn = await fenceTenant(from.ops, tenant.tenantId)
  tell(`writes are fenced in ${from.region}, up to ${lsn}`)
  let tables: readonly CopiedTable[]
  try {
    await untilReplayed(move.replica(schemas[0] ?? ''), lsn)
    tell(`the replica in ${to.region} has all of them`)
    await awaitTenant(to.ops, arrived)
    tables = await copyAll(move)
    if (!(await flip(tenant, to.region))) throw new Error('the directory knows another home or epoch of the tenant by now')
  } catch (error) {
    await undo(move)
    throw error
  }
  // The directory has said it: from here on the move only goes forward.
  await welcomeTenant(to.ops, arrived)
  const fencedMs = now() - fencedAt
  tell(`at home in ${to.region} with epoch ${arrived.epoch}; writes were fenced for ${fencedMs} ms`)
  await dismissTenant(from.ops, arrived, to.region)
  await restartJobs(tenant.tenantId)
  let erasedRows = 0
  for (const schema of schemas.toReversed())
    erasedRows += await eraseTenant({ schema, tenantId: tenant.tenantId, pool: from.schema(schema) })
  tell(`${erasedRows} rows are erased in ${from.region}`)
  return { epoch: arrived.epoch, fencedMs, tables, erasedRows }
}

/** Throws where a tenant may not go. */
export function checkMove(tenant: MovingTenant, to: Pick<MoveHome, 'region' | 'zone'>): void {
  if (to.zone !== tenant.zone) {
    throw new Error(
      `got a move from zone ${tenant.zone} to ${to.region} in zone ${to.zone}, wanted a region of zone ${tenant.zone}: a tenant's data never leaves its zone by a move; export it there and import it here under a new contract`,
    )
  }
  if (to.region === tenant.homeRegion) throw new Error(`the tenant is at home in ${to.region} already`)
}

async function copyAll({ tenant, to, replica, schemas, tell }: MoveTenant): Promise<readonly CopiedTable[]> {
  const { tenantId } = tenant
  const tables: CopiedTable[] = []
  for (const schema of schemas) {
    // Rows that an earlier attempt has left, or an earlier stay.
    await eraseTenant({ schema, tenantId, pool: to.schema(schema) })
    const copied = await copyTenant({ schema, tenantId, from: replica(schema), to: to.schema(schema) })
    tell(`${schema}: ${copied.reduce((sum, { rows }) => sum + rows, 0)} rows of ${copied.length} tables are copied and compared`)
    tables.push(...copied)
  }
  return tables
}

/** Back to where it was: what has come is erased, and the tenant writes where it did. */
async function undo({ tenant, from, to, schemas }: MoveTenant): Promise<void> {
  const { tenantId } = tenant
  await unfenceTenant(from.ops, tenantId)
  for (const schema of schemas.toReversed()) await eraseTenant({ schema, tenantId, pool: to.schema(schema) }).catch(() => undefined)
  await forgetTenant(to.ops, tenantId).catch(() => undefined)
}

async function untilReplayed(replica: pg.Pool, lsn: string): Promise<void> {
  const deadline = performance.now() + catchUpLimitMs
  for (;;) {
    const { rows } = await replica.query<{ reached: boolean }>(
      'select not pg_is_in_recovery() or pg_last_wal_replay_lsn() >= $1::pg_lsn as reached',
      [lsn],
    )
    if (rows[0]?.reached === true) return
    if (performance.now() > deadline) throw new Error(`the replica has not reached ${lsn} in ${catchUpLimitMs / 1_000} s`)
    await delay(pollMs)
  }
}
