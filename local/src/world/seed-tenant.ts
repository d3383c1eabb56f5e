import { join } from 'node:path'
import type { Environment } from '@hemisphere/kit/config.ts'
import { tenantHash } from '@hemisphere/kit/log.ts'
import { z } from 'zod'
import { startNodeChild } from './child-service.ts'
import { readTextIfThere, writeWhole } from './file-text.ts'
import { lastSundayBefore, type SeedOrder } from './seed-order.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import type { StateFolder } from './state-folder.ts'
import { tenantIdOf, type WorldTenant } from './tenants.ts'

export interface SeedOptions {
  readonly state: StateFolder
  readonly secretsUrl: string
  /** Region that holds the writer of the tenant's home. */
  readonly writer: RegionName
  readonly base: Environment
  readonly scale: number
  readonly days: number
  readonly now: () => number
  readonly signal: AbortSignal
}

const markerSchema = z.object({ lastDay: z.iso.date(), complete: z.boolean() })

type Marker = z.infer<typeof markerSchema>

/** Whether a tenant has all of its demo data, with the last day that it was begun with. */
export async function findSeedMarker(state: StateFolder, slug: string): Promise<Marker | undefined> {
  const text = await readTextIfThere(state.seedMarker(slug))
  return text === undefined ? undefined : markerSchema.parse(JSON.parse(text))
}

/** Notes that all of a tenant's demo data is there. */
export function markSeeded(state: StateFolder, slug: string, lastDay: string): Promise<void> {
  return writeMarker(state, slug, { lastDay, complete: true })
}

/**
 * Imports a simulated tenant in a process of its own. An import that was interrupted is repeated with the same last day,
 * so that it writes the same rows.
 */
export async function seedTenant(tenant: WorldTenant, options: SeedOptions, tell: (detail: string) => void): Promise<string> {
  const { state, secretsUrl, writer, base, scale, days, now, signal } = options
  const lastDay = (await findSeedMarker(state, tenant.slug))?.lastDay ?? lastSundayBefore(now())
  await writeMarker(state, tenant.slug, { lastDay, complete: false })
  const order: SeedOrder = { slug: tenant.slug, home: tenant.homeRegion, region: writer, secretsUrl, lastDay, days, scale }
  // A log is named after no tenant.
  const name = `seed-${tenantHash(tenantIdOf(tenant.slug))}`
  await using _done = await startNodeChild({
    name,
    records: state.processes,
    module: new URL('seed-process.ts', import.meta.url),
    args: [JSON.stringify(order)],
    environment: base,
    logFile: join(state.logs, `${name}.log`),
    stopLimitMs: 2_000,
    signal,
    onMessage: (message) => {
      if (typeof message === 'string') tell(message)
    },
  })
  return lastDay
}

function writeMarker(state: StateFolder, slug: string, marker: Marker): Promise<void> {
  return writeWhole(state.seedMarker(slug), JSON.stringify(marker))
}
