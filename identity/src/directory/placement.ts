import type pg from 'pg'

/** Where a tenant lives, as the directory says. */
export interface DirectoryPlacement {
  readonly tenantId: string
  readonly zone: string
  readonly homeRegion: string
  readonly epoch: number
}

/** The placement of the tenant with this slug; undefined when this zone has none. */
export async function findPlacementBySlug(directory: pg.Pool, slug: string): Promise<DirectoryPlacement | undefined> {
  const { rows } = await directory.query<DirectoryPlacement>(
    'select id as "tenantId", zone, home_region as "homeRegion", placement_epoch as epoch from directory.tenant where slug = $1',
    [slug],
  )
  return rows[0]
}

export interface FlipHome {
  readonly tenantId: string
  /** Epoch under which the tenant has lived; it rises by one. */
  readonly epoch: number
  readonly homeRegion: string
}

/** Gives a tenant another home, on the directory's owner at its writer; false when the epoch is another by now. */
export async function flipHome(directory: pg.Pool, { tenantId, epoch, homeRegion }: FlipHome): Promise<boolean> {
  const { rowCount } = await directory.query(
    'update directory.tenant set home_region = $3, placement_epoch = placement_epoch + 1 where id = $1 and placement_epoch = $2',
    [tenantId, epoch, homeRegion],
  )
  return rowCount === 1
}
