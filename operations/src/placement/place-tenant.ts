import type pg from 'pg'
import { setMark } from '../lease/mark.ts'

export interface TenantPlacement {
  readonly tenantId: string
  readonly epoch: number
}

/** Places a new tenant in the database of its home; one that is known there stays as it is. Pool of `ops_owner`. */
export async function placeTenant(home: pg.Pool, { tenantId, epoch }: TenantPlacement): Promise<void> {
  await home.query('insert into ops.placement (tenant_id, epoch) values ($1, $2) on conflict do nothing', [tenantId, epoch])
}

const lockTimeoutMs = 15_000

/**
 * Ends a tenant's writes in this home, and waits for those under way; a mark that comes after all of them. A write that takes
 * longer than 15 s makes it throw, and nothing is fenced.
 */
export async function fenceTenant(home: pg.Pool, tenantId: string): Promise<number> {
  const client = await home.connect()
  try {
    await client.query(`begin; set local lock_timeout = ${lockTimeoutMs}`)
    await client.query('select pg_advisory_xact_lock(ops.write_lock($1))', [tenantId])
    const { rowCount } = await client.query(
      `update ops.placement set state = 'fenced', changed_at = now() where tenant_id = $1 and state in ('active', 'fenced')`,
      [tenantId],
    )
    if (rowCount !== 1) throw new Error('the tenant is not at home in this database')
    const mark = await setMark(client)
    await client.query('commit')
    client.release()
    return mark
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** Lets a fenced tenant write again. */
export async function unfenceTenant(home: pg.Pool, tenantId: string): Promise<void> {
  await home.query(`update ops.placement set state = 'active', changed_at = now() where tenant_id = $1 and state = 'fenced'`, [tenantId])
}

/** Makes a home ready for the rows of a tenant that comes: nobody but the move reads or writes them. */
export async function awaitTenant(home: pg.Pool, { tenantId, epoch }: TenantPlacement): Promise<void> {
  const { rowCount } = await home.query(
    `insert into ops.placement as placed (tenant_id, epoch, state) values ($1, $2, 'arriving')
     on conflict (tenant_id) do update set epoch = $2, state = 'arriving', moved_to = null, changed_at = now()
     where placed.state in ('moved', 'arriving') or placed.epoch = $2`,
    [tenantId, epoch],
  )
  if (rowCount !== 1) throw new Error('the tenant is at home in that database already')
}

/** Opens a home for a tenant whose rows have come; repeating it changes nothing. */
export async function welcomeTenant(home: pg.Pool, { tenantId, epoch }: TenantPlacement): Promise<void> {
  const { rowCount } = await home.query(
    `update ops.placement set state = 'active', changed_at = now() where tenant_id = $1 and epoch = $2 and state in ('arriving', 'active')`,
    [tenantId, epoch],
  )
  if (rowCount !== 1) throw new Error(`the tenant is not awaited in that database with epoch ${epoch}`)
}

/** Leaves word in the old home of where a tenant went: from now on it is TENANT_MOVED there. A later word than this one stays. */
export async function dismissTenant(home: pg.Pool, { tenantId, epoch }: TenantPlacement, movedTo: string): Promise<void> {
  await home.query(
    `update ops.placement set state = 'moved', moved_to = $3, epoch = $2, changed_at = now() where tenant_id = $1 and epoch < $2`,
    [tenantId, epoch, movedTo],
  )
}

export interface KnownPlacement {
  readonly epoch: number
  readonly state: 'active' | 'fenced' | 'arriving' | 'moved'
}

/** What a home knows of a tenant; undefined when it never was there. */
export async function findPlacement(home: pg.Pool, tenantId: string): Promise<KnownPlacement | undefined> {
  const { rows } = await home.query<KnownPlacement>('select epoch, state from ops.placement where tenant_id = $1', [tenantId])
  return rows[0]
}

/** Forgets a tenant that was to come under an epoch and did not. */
export async function forgetTenant(home: pg.Pool, { tenantId, epoch }: TenantPlacement): Promise<void> {
  await home.query(`delete from ops.placement where tenant_id = $1 and epoch = $2 and state = 'arriving'`, [tenantId, epoch])
}
