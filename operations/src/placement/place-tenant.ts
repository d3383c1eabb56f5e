import type pg from 'pg'

export interface TenantPlacement {
  readonly tenantId: string
  readonly epoch: number
}

/** Places a new tenant in the database of its home; one that is known there stays as it is. Pool of `ops_owner`. */
export async function placeTenant(home: pg.Pool, { tenantId, epoch }: TenantPlacement): Promise<void> {
  await home.query('insert into ops.placement (tenant_id, epoch) values ($1, $2) on conflict do nothing', [tenantId, epoch])
}
