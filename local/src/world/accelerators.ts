import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Environment } from '@hemisphere/kit/config.ts'
import { z } from 'zod'
import type { AcceleratorOrder } from '../accelerator/accelerator-order.ts'
import { startNodeChild, type ChildService } from './child-service.ts'
import type { WorldPorts } from './ports.ts'
import { regions, type RegionName } from '@hemisphere/topology/regions.ts'
import type { StateFolder } from './state-folder.ts'

export interface AcceleratorsOptions {
  readonly state: StateFolder
  readonly ports: WorldPorts
  readonly base: Environment
  readonly signal: AbortSignal
}

/** AWS's own take 10 s or more to notice; nobody wants to wait so long in front of a screen. */
const healthCheck = { path: '/readyz', intervalMs: 500, timeoutMs: 1_000, threshold: 2 } as const

/** Starts one accelerator for each home region: its own gateway at dial 100, its buddy's at dial 0, nothing of another zone. */
export function startAcceleratorsProcess({ state, ports, base, signal }: AcceleratorsOptions): Promise<ChildService> {
  const endpointOf = (region: RegionName) => [{ host: '127.0.0.1', port: ports.regions[region].gateway }]
  const zoneOf = (region: RegionName): string => regions.find(({ name }) => name === region)?.zone ?? ''
  const order: AcceleratorOrder = {
    statusPort: ports.accelerators,
    accelerators: regions.map(({ name, zone, buddy }) => ({
      name,
      zone,
      port: ports.regions[name].accelerator,
      healthCheck,
      endpointGroups: [
        { region: name, zone, dial: 100, endpoints: endpointOf(name) },
        { region: buddy, zone: zoneOf(buddy), dial: 0, endpoints: endpointOf(buddy) },
      ],
    })),
  }
  return startNodeChild({
    name: 'accelerators',
    records: state.processes,
    module: new URL('../accelerator/accelerator-process.ts', import.meta.url),
    args: [JSON.stringify(order)],
    environment: base,
    logFile: join(state.logs, 'accelerators.log'),
    stopLimitMs: 5_000,
    signal,
  })
}

const statusSchema = z.object({
  at: z.number(),
  accelerators: z.array(
    z.object({
      name: z.string(),
      route: z.object({ mode: z.enum(['dial', 'failover', 'fail-open']), regions: z.array(z.string()) }),
      groups: z.array(
        z.object({
          region: z.string(),
          dial: z.number(),
          connections: z.int(),
          endpoints: z.array(z.object({ endpoint: z.string(), state: z.string(), since: z.number() })),
        }),
      ),
    }),
  ),
  events: z.array(z.looseObject({ at: z.number(), accelerator: z.string(), kind: z.string() })),
})

/** State of every accelerator, with the latest changes. */
export type AcceleratorsStatus = Readonly<z.infer<typeof statusSchema>>

/** What the accelerators of a running world say of themselves. */
export async function readAccelerators(ports: Pick<WorldPorts, 'accelerators'>): Promise<AcceleratorsStatus> {
  const answer = await fetch(`http://127.0.0.1:${ports.accelerators}/status`, { signal: AbortSignal.timeout(2_000) })
  return statusSchema.parse(await answer.json())
}

const pollMs = 100

export interface UntilRouted {
  readonly ports: WorldPorts
  /** Region that holds the writer of a home. */
  readonly writerOf: (home: RegionName) => RegionName
  readonly signal: AbortSignal
}

/** Waits until the traffic of every home goes to the region that holds its writer. */
export async function untilRouted({ ports, writerOf, signal }: UntilRouted): Promise<void> {
  for (;;) {
    const { accelerators } = await readAccelerators(ports)
    const isRouted = regions.every(({ name }) => {
      const { mode, regions: routed } = accelerators.find((accelerator) => accelerator.name === name)?.route ?? {
        mode: 'fail-open',
        regions: [],
      }
      return mode !== 'fail-open' && routed.includes(writerOf(name))
    })
    if (isRouted) return
    await delay(pollMs, undefined, { signal })
  }
}
