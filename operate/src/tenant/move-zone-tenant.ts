import { restartRuns } from '@hemisphere/forecasting/runs/restart-runs.ts'
import { findPlacementBySlug, flipHome, type DirectoryPlacement } from '@hemisphere/identity/directory/placement.ts'
import { schemasOf } from '@hemisphere/migrations/database-schemas.ts'
import { writerOf } from '@hemisphere/operations/promote/promote-home.ts'
import { untilFollowed } from '@hemisphere/operations/promote/until-followed.ts'
import { checkMove, moveTenant, type MoveHome, type TenantMoved } from '@hemisphere/operations/tenant-move/move-tenant.ts'
import { regionNamed } from '@hemisphere/topology/regions.ts'
import type pg from 'pg'
import type { ZoneConnections } from '../zone-connections.ts'

export interface MoveZoneTenant {
  readonly slug: string
  readonly to: string
  /** Zones in whose directories the tenant is looked for. */
  readonly zones: readonly string[]
  readonly tell: (line: string) => void
  readonly now: () => number
}

/** Moves a tenant to another home of its zone; throws with the reason where it may not go. */
export async function moveZoneTenant(connections: ZoneConnections, move: MoveZoneTenant): Promise<TenantMoved> {
  const { slug, to, tell, now } = move
  const { directory, tenant } = await findTenant(connections, move)
  const { zone, buddy } = regionNamed(to)
  checkMove(tenant, { region: to, zone })
  // One that is at home there already may come from a move that was broken off.
  const from = await homeAt(connections, tenant.homeRegion === to ? buddy : tenant.homeRegion)
  const target = await homeAt(connections, to)
  const schemas = schemasOf({ home: to }).map(({ schema }) => schema)
  const replicas = await poolsOf((schema) => connections.schemaOwner(from.region, schema, target.writer))
  const forecasting = await connections.schemaService(to, 'forecasting', target.writer)
  return moveTenant({
    tenant,
    from,
    to: target,
    replica: (schema) => getPool(replicas, schema),
    schemas,
    async flip({ tenantId, epoch }, homeRegion) {
      const isFlipped = await flipHome(directory, { tenantId, epoch, homeRegion })
      // Whoever reads the other member, the issuer and the new home's gateway among them, is to find it there.
      if (isFlipped) await untilFollowed(await connections.directory(tenant.zone))
      return isFlipped
    },
    find: () => findPlacementBySlug(directory, slug),
    async restartJobs(tenantId) {
      const count = await restartRuns(forecasting, tenantId)
      if (count > 0) tell(`${count} forecast run under way begins anew`)
    },
    tell,
    now,
  })
}

async function homeAt(connections: ZoneConnections, region: string): Promise<MoveHome & { readonly writer: string }> {
  const writer = await writerOf(await connections.home(region))
  const owners = await poolsOf((schema) => connections.schemaOwner(region, schema, writer.region))
  return { region, zone: regionNamed(region).zone, ops: writer.owner, schema: (schema) => getPool(owners, schema), writer: writer.region }
}

interface FoundTenant {
  readonly directory: pg.Pool
  readonly tenant: DirectoryPlacement
}

async function findTenant(connections: ZoneConnections, { slug, zones }: MoveZoneTenant): Promise<FoundTenant> {
  for (const zone of zones) {
    const { region } = await writerOf(await connections.directory(zone))
    const directory = await connections.directoryOwner(region)
    const tenant = await findPlacementBySlug(directory, slug)
    if (tenant !== undefined) return { directory, tenant }
  }
  throw new Error(zones.length === 1 ? `zone ${zones[0]} knows no tenant "${slug}"` : `no zone knows a tenant "${slug}"`)
}

async function poolsOf(open: (schema: string) => Promise<pg.Pool>): Promise<ReadonlyMap<string, pg.Pool>> {
  const schemas = schemasOf({ home: 'any' }).map(({ schema }) => schema)
  return new Map(await Promise.all(schemas.map(async (schema) => [schema, await open(schema)] as const)))
}

function getPool(pools: ReadonlyMap<string, pg.Pool>, schema: string): pg.Pool {
  const pool = pools.get(schema)
  if (pool === undefined) throw new Error(`there are no connections to schema ${schema}`)
  return pool
}
