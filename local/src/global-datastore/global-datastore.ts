import type { ChildService } from '../world/child-service.ts'
import type { RegionName, ZoneName } from '@hemisphere/topology/regions.ts'
import { beginAsPrimary, NotAnswering, swapRoles, untilFollowing } from './redis-roles.ts'

export interface GlobalDatastoreOptions {
  readonly zone: ZoneName
  /** The first primary's region, then the other. */
  readonly members: readonly [RegionName, RegionName]
  readonly portOf: (region: RegionName) => number
  /** Starts the server of a region; `replicaOf` is the port of the one that it copies. */
  readonly startServer: (region: RegionName, replicaOf: number | undefined) => Promise<ChildService>
  /** Told of every server that has started, for the guard. */
  readonly onStarted: (child: ChildService) => void
  /** Told of a server that ended by itself. */
  readonly onLost: (child: ChildService, how: string) => void
}

/**
 * The sessions of a zone, with a Redis in two regions of it: what ElastiCache's Global Datastore and its control plane do in
 * AWS. Which member is the primary is remembered for as long as the world runs, as their contents are.
 */
export interface GlobalDatastore extends AsyncDisposable {
  readonly members: readonly RegionName[]
  readonly primary: () => RegionName
  readonly stateOf: (region: RegionName) => 'stopped' | 'primary' | 'replica'
  /** Starts a member as what it is now. A primary that was lost is empty: the member that has its copy becomes the primary first. */
  readonly start: (region: RegionName) => Promise<void>
  readonly stop: (region: RegionName) => Promise<void>
  /** Ends a member as if its machine were lost. */
  readonly kill: (region: RegionName) => Promise<void>
  /**
   * Makes the member in a region the primary. One that answers waits with its writes until the other has them all, and follows
   * it then: nothing is lost. One that does not answer is ended, and what it has not passed on is lost.
   */
  promote(region: RegionName): Promise<void>
}

export function createGlobalDatastore(options: GlobalDatastoreOptions): GlobalDatastore {
  const { zone, members, portOf, startServer, onStarted, onLost } = options
  const running = new Map<RegionName, ChildService>()
  const expected = new Set<ChildService>()
  let primary = members[0]
  let isFounded = false

  const otherThan = (region: RegionName): RegionName => (region === members[0] ? members[1] : members[0])

  async function start(region: RegionName): Promise<void> {
    if (running.has(region)) return
    const other = otherThan(region)
    if (region === primary && isFounded && running.has(other)) await makePrimary(other)
    const server = await startServer(region, region === primary ? undefined : portOf(primary))
    running.set(region, server)
    if (region === primary) isFounded = true
    onStarted(server)
    void (async (): Promise<void> => {
      const how = await server.ended
      if (running.get(region) === server) running.delete(region)
      if (!expected.has(server)) onLost(server, how)
    })()
    if (region !== primary && running.has(primary)) await untilFollowing(portOf(region))
  }

  async function makePrimary(region: RegionName): Promise<void> {
    await beginAsPrimary(portOf(region))
    primary = region
  }

  async function end(region: RegionName, how: 'stop' | 'kill'): Promise<void> {
    const server = running.get(region)
    if (server === undefined) return
    expected.add(server)
    await (how === 'kill' ? server.kill() : server[Symbol.asyncDispose]())
    running.delete(region)
  }

  return {
    members,
    primary: () => primary,
    stateOf: (region) => (running.has(region) ? (region === primary ? 'primary' : 'replica') : 'stopped'),
    start,
    stop: (region) => end(region, 'stop'),
    kill: (region) => end(region, 'kill'),
    async promote(region) {
      if (!members.includes(region)) throw new Error(`got region ${region}, wanted one of zone ${zone}: ${members.join(', ')}`)
      if (region === primary) throw new Error(`the sessions of ${zone} have their primary in ${region} already`)
      if (!running.has(region)) throw new Error(`the sessions of ${zone} have no running member in ${region} to promote`)
      const before = primary
      if (running.has(before)) {
        try {
          await swapRoles({ from: portOf(before), to: portOf(region) })
          primary = region
          return await untilFollowing(portOf(before))
        } catch (error) {
          if (!(error instanceof NotAnswering)) throw error
        }
        // Were it to answer again, there would be two that take writes.
        await end(before, 'kill')
      }
      await makePrimary(region)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(members.map((region) => end(region, 'stop')))
    },
  }
}
