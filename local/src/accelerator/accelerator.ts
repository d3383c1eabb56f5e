import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { addressOf, checkPlan, dialSchema, type AcceleratorPlan, type Endpoint } from './accelerator-plan.ts'
import type { AcceleratorEvent } from './accelerator-event.ts'
import { chooseTarget, routeOf, type Route, type RouteMode } from './choose-endpoint.ts'
import { initialHealth, nextHealth, type Health, type HealthState } from './health.ts'
import type { ProbeResult } from './probe.ts'
import { relay } from './relay.ts'
import { watchEndpoint } from './watch-endpoint.ts'

export interface AcceleratorDeps {
  /** In ms since 1970. */
  readonly now: () => number
  /** Numbers in [0, 1). */
  readonly random: () => number
  readonly onEvent?: (event: AcceleratorEvent) => void
}

export interface EndpointStatus {
  readonly endpoint: string
  readonly state: HealthState
  readonly since: number
  readonly lastCheck: (ProbeResult & { readonly at: number }) | null
}

export interface GroupStatus {
  readonly region: string
  readonly dial: number
  readonly endpoints: readonly EndpointStatus[]
  /** New connections that were given to the region since the start, refused ones among them. */
  readonly connections: number
  readonly openConnections: number
  readonly refusedConnections: number
}

export interface AcceleratorStatus {
  readonly name: string
  readonly zone: string
  readonly port: number
  readonly route: { readonly mode: RouteMode; readonly regions: readonly string[] }
  readonly groups: readonly GroupStatus[]
}

export interface RunningAccelerator extends AsyncDisposable {
  readonly name: string
  readonly port: number
  status(): AcceleratorStatus
  /** Changes a region's share of new connections, a percentage; throws for a region that has no endpoint group here. */
  setDial(region: string, dial: number): void
}

interface Group {
  readonly region: string
  dial: number
  readonly members: readonly Member[]
  connections: number
  open: number
  refused: number
}

interface Member {
  readonly endpoint: Endpoint
  health: Health
  lastCheck: (ProbeResult & { readonly at: number }) | null
}

const connectTimeoutMs = 5_000
const maxConnections = 4_096

/**
 * Stands in for one accelerator of AWS Global Accelerator: a layer 4 proxy on 127.0.0.1 that gives new connections to healthy
 * endpoints by dial, ignores the dials when no dialled group is healthy, and fails open. A connection stays where it was given,
 * whatever changes. Throws for a plan with an endpoint group of another zone.
 */
export async function startAccelerator(plan: AcceleratorPlan, deps: AcceleratorDeps): Promise<RunningAccelerator> {
  checkPlan(plan)
  const { name, zone, healthCheck } = plan
  const { now, random, onEvent = () => undefined } = deps
  const groups: readonly Group[] = plan.endpointGroups.map(({ region, dial, endpoints }) => ({
    region,
    dial,
    members: endpoints.map((endpoint) => ({ endpoint, health: initialHealth(now()), lastCheck: null })),
    connections: 0,
    open: 0,
    refused: 0,
  }))
  const clients = new Set<Socket>()
  let route = currentRoute(groups)

  function turn(at: number): void {
    const before = routeText(route)
    route = currentRoute(groups)
    if (routeText(route) !== before) onEvent({ at, accelerator: name, kind: 'route', mode: route.mode, regions: regionsOf(route) })
  }

  function learn(region: string, member: Member, result: ProbeResult): void {
    const at = now()
    const from = member.health.state
    member.health = nextHealth(member.health, result.passed, healthCheck.threshold, at)
    member.lastCheck = { ...result, at }
    const to = member.health.state
    if (from === to) return
    onEvent({ at, accelerator: name, kind: 'health', region, endpoint: addressOf(member.endpoint), from, to, detail: result.detail })
    turn(at)
  }

  function accept(client: Socket): void {
    const { region, target } = chooseTarget(route, random)
    const group = groupOf(region)
    clients.add(client)
    group.connections += 1
    group.open += 1
    relay({
      client,
      endpoint: target,
      connectTimeoutMs,
      onRefused: () => (group.refused += 1),
      onClosed: () => {
        clients.delete(client)
        group.open -= 1
      },
    })
  }

  function groupOf(region: string): Group {
    const group = groups.find((candidate) => candidate.region === region)
    if (group !== undefined) return group
    throw new Error(`got region ${region}, wanted one of accelerator ${name}: ${groups.map((known) => known.region).join(', ')}`)
  }

  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, accept)
  server.maxConnections = maxConnections
  server.listen(plan.port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`accelerator ${name} listens on no port`)
  const { port } = address

  const watching = new AbortController()
  const watches = groups.flatMap(({ region, members }) =>
    members.map((member) =>
      watchEndpoint({
        endpoint: member.endpoint,
        healthCheck,
        signal: watching.signal,
        onChecked: (result) => learn(region, member, result),
      }),
    ),
  )
  // Nothing awaits the watches until the end: a fault in one must not pass unseen before.
  const watched = Promise.all(watches)

  return {
    name,
    port,
    status: () => ({
      name,
      zone,
      port,
      route: { mode: route.mode, regions: regionsOf(route) },
      groups: groups.map(groupStatus),
    }),
    setDial(region, dial) {
      const group = groupOf(region)
      const from = group.dial
      group.dial = dialSchema.parse(dial)
      if (from === dial) return
      const at = now()
      onEvent({ at, accelerator: name, kind: 'dial', region, from, to: dial })
      turn(at)
    },
    async [Symbol.asyncDispose]() {
      watching.abort()
      server.close()
      for (const client of clients) client.resetAndDestroy()
      await Promise.all([once(server, 'close'), watched])
    },
  }
}

function currentRoute(groups: readonly Group[]): Route<Endpoint> {
  return routeOf(
    groups.map(({ region, dial, members }) => ({
      region,
      dial,
      targets: members.map(({ endpoint, health }) => ({ target: endpoint, state: health.state })),
    })),
  )
}

function regionsOf({ groups }: Route<Endpoint>): readonly string[] {
  return groups.map(({ region }) => region)
}

function routeText(route: Route<Endpoint>): string {
  return [route.mode, ...regionsOf(route)].join(' ')
}

function groupStatus({ region, dial, members, connections, open, refused }: Group): GroupStatus {
  return {
    region,
    dial,
    endpoints: members.map(({ endpoint, health, lastCheck }) => ({
      endpoint: addressOf(endpoint),
      state: health.state,
      since: health.since,
      lastCheck,
    })),
    connections,
    openConnections: open,
    refusedConnections: refused,
  }
}
