import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { databasesIn, type DatabaseName } from './database-plans.ts'
import { hasCode } from './file-text.ts'
import { regions, zones, type RegionName, type ZoneName } from '@hemisphere/topology/regions.ts'

export const regionServices = ['gateway', 'account', 'catalog', 'forecasting', 'store'] as const

export type RegionService = (typeof regionServices)[number]

/** Where everything of a region listens: its services, the health routes of worker and keeper, its cache, its accelerator. */
export type RegionPorts = Readonly<Record<RegionService | 'worker' | 'keeper' | 'redis' | 'sessions' | 'accelerator', number>> & {
  /** Of the members that this region holds. */
  readonly databases: Readonly<Partial<Record<DatabaseName, number>>>
}

export interface WorldPorts {
  readonly edge: number
  readonly secrets: number
  /** Where `npm run region` and the drills reach the running world. */
  readonly control: number
  /** Where the accelerators tell their state. */
  readonly accelerators: number
  readonly issuers: Readonly<Record<ZoneName, number>>
  /** A company's own identity provider. */
  readonly identityProvider: number
  readonly regions: Readonly<Record<RegionName, RegionPorts>>
}

export const defaultBasePort = 4000

/** The ports of a world, all at a fixed distance from the edge's. */
export function planPorts(base: number): WorldPorts {
  const ofRegion = (index: number, region: RegionName): RegionPorts => {
    const gateway = base + 100 + 100 * index
    return {
      gateway,
      account: gateway + 1,
      catalog: gateway + 2,
      forecasting: gateway + 3,
      store: gateway + 4,
      worker: gateway + 5,
      keeper: gateway + 6,
      redis: gateway + 7,
      sessions: gateway + 8,
      accelerator: gateway + 9,
      databases: Object.fromEntries(databasesIn(region).map(({ name }, position) => [name, gateway + 10 + position])),
    }
  }
  const issuers = byName(zones, (index) => base + 10 + index)
  return {
    edge: base,
    secrets: base + 1,
    control: base + 2,
    accelerators: base + 3,
    issuers,
    identityProvider: base + 20,
    regions: byName(regions, ofRegion),
  }
}

function byName<Name extends string, Value>(
  plans: readonly { readonly name: Name }[],
  valueOf: (index: number, name: Name) => Value,
): Record<Name, Value> {
  // Object.fromEntries forgets the keys' type; every plan's name is among them.
  return Object.fromEntries(plans.map(({ name }, index) => [name, valueOf(index, name)])) as Record<Name, Value>
}

/** Each port with what wants it, such as `[4102, 'catalog of eu-west-1']`. */
export function listPorts(ports: WorldPorts): readonly (readonly [port: number, owner: string])[] {
  return [
    [ports.edge, 'the edge'],
    [ports.secrets, 'the secrets endpoint'],
    [ports.control, 'the control of the world'],
    [ports.accelerators, 'the accelerators'],
    ...zones.map(({ name }) => [ports.issuers[name], `the issuer of zone ${name}`] as const),
    [ports.identityProvider, 'the identity provider of a company'],
    ...regions.flatMap(({ name }) => portsOfRegion(ports.regions[name]).map(([service, port]) => [port, `${service} of ${name}`] as const)),
  ]
}

function portsOfRegion({ databases, ...services }: RegionPorts): readonly (readonly [service: string, port: number])[] {
  return [...Object.entries(services), ...Object.entries(databases)]
}

/** The port of a region's member of a database; throws where the region holds none. */
export function memberPort(ports: WorldPorts, database: DatabaseName, region: RegionName): number {
  const port = ports.regions[region].databases[database]
  if (port === undefined) throw new Error(`region ${region} holds no member of ${database}`)
  return port
}

/** The ports that somebody else listens on, with what wants them. */
export async function findTakenPorts(ports: WorldPorts): Promise<readonly (readonly [port: number, owner: string])[]> {
  const checked = await Promise.all(listPorts(ports).map(async (entry) => ((await isFree(entry[0])) ? [] : [entry])))
  return checked.flat()
}

/** A plan whose ports are all free now, below the range from which systems give ports to outgoing connections. */
export async function planFreePorts(): Promise<WorldPorts> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const plan = planPorts(10_000 + 500 * randomInt(40))
    if ((await findTakenPorts(plan)).length === 0) return plan
  }
  throw new Error('50 attempts found no 500 ports in a row between 10000 and 30000 of which those that a world needs are free')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE')) return false
    throw new Error(`port ${port} can not be listened on`, { cause: error })
  }
  server.close()
  await once(server, 'close')
  return true
}
