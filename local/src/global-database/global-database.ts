import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startCluster, type Cluster } from '../postgres/cluster.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { otherMember, type DatabasePlan } from '../world/database-plans.ts'
import { memberPort, type WorldPorts } from '../world/ports.ts'
import { recordOf, type ProcessRecord } from '../world/process-record.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { adminPasswordId, replicationPasswordId } from '../world/secret-ids.ts'
import { postgresRoot, type StateFolder } from '../world/state-folder.ts'
import { send } from '../world/stop-process.ts'
import { takeBaseBackup } from './base-backup.ts'
import { asAdmin, bootstrapWriter } from './bootstrap-writer.ts'
import { serverSettings } from './server-settings.ts'
import type { Topology } from './topology.ts'

export type MemberState = 'stopped' | 'writer' | 'replica'

export interface GlobalDatabaseOptions {
  readonly plan: DatabasePlan
  readonly state: StateFolder
  readonly ports: WorldPorts
  readonly secrets: SecretStore
  readonly topology: Topology
  /** Told of every server that has started, for the guard. */
  readonly onStarted: (record: ProcessRecord) => void
  /** Told of a server that ended by itself. */
  readonly onLost: (database: string, region: RegionName, how: string) => void
  /** How long a replica may take to follow as it is, before it is rebuilt; 10 s unless said. */
  readonly followLimitMs?: number
}

/** One database with a member in two regions: what Aurora's global database and its control plane do in AWS. */
export interface GlobalDatabase extends AsyncDisposable {
  readonly plan: DatabasePlan
  /** Region of the writer. */
  readonly writer: () => RegionName
  stateOf(region: RegionName): MemberState
  /** Starts a member as what it is now: the writer, or a replica, rebuilt from the writer where its files can't follow it. */
  readonly start: (region: RegionName) => Promise<void>
  /** Starts a member as its files say, as a machine does that comes back before anybody has told it what happened. */
  readonly startAsItWas: (region: RegionName) => Promise<void>
  /** Stops a member in order; the last of its log reaches the replica that follows it. */
  readonly stop: (region: RegionName) => Promise<void>
  /** Ends a member as if its machine were lost. */
  readonly kill: (region: RegionName) => Promise<void>
  /** Makes the replica in a region the writer, if it is not yet. A writer that still runs elsewhere is stopped first. */
  promote(region: RegionName): Promise<void>
}

const pollMs = 50
const stopLimitMs = 30_000

export function createGlobalDatabase(options: GlobalDatabaseOptions): GlobalDatabase {
  const { plan, state, ports, secrets, topology, onStarted, onLost, followLimitMs = 10_000 } = options
  const running = new Map<RegionName, { readonly cluster: Cluster; readonly isReplica: boolean }>()
  const expected = new Set<Cluster>()

  const dataOf = async (region: RegionName): Promise<string> => join(await postgresRoot(state, plan.name, region), 'data')

  async function startServer(region: RegionName, isReplica: boolean): Promise<Cluster> {
    const writerPort = memberPort(ports, plan.name, otherMember(plan, region))
    const replicationPassword = secrets.get(region, replicationPasswordId(plan))
    const cluster = await startCluster({
      folder: state.postgres(plan.name, region),
      port: memberPort(ports, plan.name, region),
      adminPassword: secrets.get(region, adminPasswordId(plan)),
      settings: serverSettings(plan),
      logFile: join(state.logs, `postgres-${plan.name}-${region}.log`),
      ...(isReplica ? { follow: { writerPort, replicationPassword } } : {}),
    })
    running.set(region, { cluster, isReplica })
    onStarted(await recordOf(cluster.pid))
    void (async (): Promise<void> => {
      const how = await cluster.ended
      if (running.get(region)?.cluster === cluster) running.delete(region)
      if (!expected.has(cluster)) onLost(plan.name, region, how)
    })()
    return cluster
  }

  function serverIn(region: RegionName): Cluster | undefined {
    return running.get(region)?.cluster
  }

  async function startWriter(region: RegionName): Promise<void> {
    // Files whose making was interrupted look like a cluster, but do not start.
    if (!topology.isFounded(plan.name)) await state.clearPostgres(plan.name, region)
    const cluster = await startServer(region, false)
    await bootstrapWriter({ cluster, plan, region, secrets })
    await topology.setFounded(plan.name)
  }

  async function startReplica(region: RegionName): Promise<void> {
    const writer = serverIn(topology.writerOf(plan.name))
    if (topology.canFollow(plan.name, region)) {
      const cluster = await startServer(region, true)
      if (writer === undefined || (await follows(writer))) return
      await end(cluster, 'stop')
    }
    if (writer === undefined) throw new Error(`the replica of ${plan.name} in ${region} has to be made from its writer, which does not run`)
    await rebuild(region, writer)
  }

  async function rebuild(region: RegionName, writer: Cluster): Promise<void> {
    await topology.setCanFollow(plan.name, region, false)
    await takeBaseBackup({ writer, from: await dataOf(topology.writerOf(plan.name)), to: await dataOf(region) })
    await startServer(region, true)
    if (!(await follows(writer))) throw new Error(`the replica of ${plan.name} in ${region} does not follow its writer`)
    await topology.setCanFollow(plan.name, region, true)
  }

  /** Whether a replica takes the writer's log, within the limit. */
  async function follows(writer: Cluster): Promise<boolean> {
    return asAdmin(writer, 'postgres', async (admin) => {
      const deadline = performance.now() + followLimitMs
      while (performance.now() < deadline) {
        const { rowCount } = await admin.query(`select from pg_stat_replication where state = 'streaming'`)
        if (rowCount !== null && rowCount > 0) return true
        await delay(pollMs)
      }
      return false
    })
  }

  async function end(cluster: Cluster | undefined, how: 'stop' | 'kill'): Promise<void> {
    if (cluster === undefined) return
    expected.add(cluster)
    const cut = setTimeout(() => send(-cluster.pid, 'SIGKILL'), stopLimitMs)
    await (how === 'kill' ? cluster.kill() : cluster[Symbol.asyncDispose]())
    clearTimeout(cut)
  }

  return {
    plan,
    writer: () => topology.writerOf(plan.name),
    stateOf(region) {
      const member = running.get(region)
      return member === undefined ? 'stopped' : member.isReplica ? 'replica' : 'writer'
    },
    async start(region) {
      if (running.has(region)) return
      await (topology.writerOf(plan.name) === region ? startWriter(region) : startReplica(region))
    },
    async startAsItWas(region) {
      if (!running.has(region)) await startServer(region, topology.canFollow(plan.name, region))
    },
    stop: (region) => end(serverIn(region), 'stop'),
    kill: (region) => end(serverIn(region), 'kill'),
    async promote(region) {
      const replica = serverIn(region)
      if (replica === undefined) throw new Error(`${plan.name} has no running member in ${region} to promote`)
      const before = otherMember(plan, region)
      const old = serverIn(before)
      await end(old, 'stop')
      await asAdmin(replica, 'postgres', async (admin) => {
        // It waits; false is a replica that has not become a writer all the same.
        const { rows } = await admin.query<{ done: boolean }>('select not pg_is_in_recovery() or pg_promote(true, 30) as done')
        if (rows[0]?.done !== true) throw new Error(`${plan.name} in ${region} is no writer 30 s after it was promoted`)
      })
      running.set(region, { cluster: replica, isReplica: false })
      await topology.setCanFollow(plan.name, region, false)
      // Stopped in order it has sent all of its log, and can follow the new writer; a lost one may have more than that.
      await topology.setCanFollow(plan.name, before, old !== undefined)
      await topology.setWriter(plan.name, region)
    },
    async [Symbol.asyncDispose]() {
      // The writer first, so that its replica has all of its log.
      const regions = [...running.keys()].toSorted(
        (one, other) => Number(other === topology.writerOf(plan.name)) - Number(one === topology.writerOf(plan.name)),
      )
      for (const region of regions) await end(serverIn(region), 'stop')
    },
  }
}
