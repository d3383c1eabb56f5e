import type { RegionSize, TaskSize } from '../sizes.ts'

export type ServiceName = 'gateway' | 'account' | 'catalog' | 'store' | 'forecasting' | 'worker' | 'keeper'

/** Which of the region's databases a service connects to. */
export type DatabaseUse = 'homes' | 'directory' | 'far-directory'

/** What a service is, needs and may do; everything else is denied to it. */
export interface ServicePlan {
  readonly name: ServiceName
  readonly size: (region: RegionSize) => TaskSize
  readonly tier: 'gateway' | 'service'
  /** Port at which others find it by its name; absent for one that nobody calls. */
  readonly port?: number
  /**
   * Port at which its proxy takes what other services send by TLS, where the load balancer calls its own port past the proxy: else the
   * proxy would take that for TLS, too ("ServiceConnectService", ECS API reference).
   */
  readonly proxyPort?: number
  /** Names of secrets that it reads, logins apart. */
  readonly secrets: readonly string[]
  /** Last part of the names of its logins, by kind of database. */
  readonly logins: Partial<Readonly<Record<DatabaseUse, string>>>
  readonly usesCache: boolean
  readonly usesSessions: boolean
  /** Services whose port it may call. */
  readonly calls: readonly ServiceName[]
}

const keeperSize: TaskSize = { cpu: 256, memoryMiB: 512, min: 1, max: 1 }
const quiet = { usesCache: false, usesSessions: false, calls: [] } as const
const internalTokenKey = 'hemisphere/internal-token-key'
const cursorKey = 'hemisphere/cursor-key'

const subgraph = (name: 'account' | 'catalog' | 'store' | 'forecasting', port: number): ServicePlan => ({
  ...quiet,
  name,
  tier: 'service',
  port,
  size: ({ subgraph: size }) => size,
  secrets: name === 'account' ? [internalTokenKey] : [internalTokenKey, cursorKey],
  logins: name === 'account' ? {} : { homes: name },
})

/** The services of every region, called after callees. */
export const servicePlans: readonly ServicePlan[] = [
  subgraph('account', 4001),
  subgraph('catalog', 4002),
  subgraph('store', 4003),
  subgraph('forecasting', 4004),
  {
    name: 'gateway',
    tier: 'gateway',
    port: 4000,
    proxyPort: 4100,
    size: ({ gateway }) => gateway,
    secrets: [internalTokenKey, 'hemisphere/origin-verify', 'hemisphere/session-key', 'hemisphere/client/web'],
    logins: { homes: 'gateway', directory: 'reader', 'far-directory': 'reader' },
    usesCache: true,
    usesSessions: true,
    calls: ['account', 'catalog', 'store', 'forecasting'],
  },
  { ...quiet, name: 'worker', tier: 'service', port: 4006, size: ({ worker }) => worker, secrets: [], logins: { homes: 'forecasting' } },
  {
    ...quiet,
    name: 'keeper',
    // It asks the directory's member in the other region, too, which no other tier has a way to.
    tier: 'gateway',
    port: 4005,
    size: () => keeperSize,
    secrets: [],
    logins: { homes: 'ops', directory: 'ops', 'far-directory': 'ops' },
    calls: ['gateway'],
  },
]
