import { restartRuns } from '@hemisphere/forecasting/runs/restart-runs.ts'
import { findPlacementBySlug, flipHome } from '@hemisphere/identity/directory/placement.ts'
import { checkMove, moveTenant, type MoveHome, type TenantMoved } from '@hemisphere/operations/tenant-move/move-tenant.ts'
import { untilFollowed } from '@hemisphere/operations/promote/until-followed.ts'
import { writerOf } from '@hemisphere/operations/promote/promote-home.ts'
import type pg from 'pg'
import { regionNamed, zoneNamed, zones, type RegionName } from '@hemisphere/topology/regions.ts'
import { schemas, type SchemaName } from '../world/secret-ids.ts'
import type { Operator } from './operator.ts'

export interface MoveWorldTenant {
  readonly slug: string
  readonly to: RegionName
  readonly tell: (line: string) => void
  readonly now: () => number
}

/** Moves a tenant of the world to another home of its zone; throws with the reason where it may not go. */
export async function moveWorldTenant(operator: Operator, { slug, to, tell, now }: MoveWorldTenant): Promise<TenantMoved> {
  const { directory, tenant } = await findTenant(operator, slug)
  const { zone, buddy } = regionNamed(to)
  checkMove(tenant, { region: to, zone })
  // One that is at home there already may come from a move that was broken off.
  const from = await homeAt(operator, tenant.homeRegion === to ? buddy : regionNamed(tenant.homeRegion).name)
  const target = await homeAt(operator, to)
  const replicas = await poolsOf((schema) => operator.schemaOwner(from.region, schema, target.writer))
  const forecasting = await operator.schemaService(to, 'forecasting', target.writer)
  return moveTenant({
    tenant,
    from,
    to: target,
    replica: (schema) => getPool(replicas, schema),
    schemas,
    async flip({ tenantId, epoch }, homeRegion) {
      const isFlipped = await flipHome(directory, { tenantId, epoch, homeRegion })
      // Whoever reads the other member, the issuer and the new home's gateway among them, is to find it there.
      if (isFlipped) await untilFollowed(await operator.directory(zoneNamed(tenant.zone).name))
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

  async function homeAt(
    held: Operator,
    region: RegionName,
  ): Promise<MoveHome & { readonly region: RegionName; readonly writer: RegionName }> {
    const writer = await writerOf(await held.home(region))
    const at = regionNamed(writer.region).name
    const owners = await poolsOf((schema) => held.schemaOwner(region, schema, at))
    return { region, zone: regionNamed(region).zone, ops: writer.owner, schema: (schema) => getPool(owners, schema), writer: at }
  }
}

async function findTenant(operator: Operator, slug: string) {
  for (const { name } of zones) {
    const { region } = await writerOf(await operator.directory(name))
    const directory = await operator.directoryOwner(regionNamed(region).name)
    const tenant = await findPlacementBySlug(directory, slug)
    if (tenant !== undefined) return { directory, tenant }
  }
  throw new Error(`no zone knows a tenant "${slug}"`)
}

async function poolsOf(open: (schema: SchemaName) => Promise<pg.Pool>): Promise<ReadonlyMap<string, pg.Pool>> {
  return new Map(await Promise.all(schemas.map(async (schema) => [schema, await open(schema)] as const)))
}

function getPool(pools: ReadonlyMap<string, pg.Pool>, schema: string): pg.Pool {
  const pool = pools.get(schema)
  if (pool === undefined) throw new Error(`there are no connections to schema ${schema}`)
  return pool
}
