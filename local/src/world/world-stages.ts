import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keepBundles } from '@hemisphere/containers/keep-bundles.ts'
import type { Environment } from '@hemisphere/kit/config.ts'
import { homeLoginId } from '@hemisphere/kit/home-database.ts'
import { readLease } from '@hemisphere/operations/lease/lease.ts'
import type { GlobalDatabase } from '../global-database/global-database.ts'
import { createGlobalDatastore, type GlobalDatastore } from '../global-datastore/global-datastore.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { startAcceleratorsProcess, untilRouted } from './accelerators.ts'
import type { ChildService, NodeChild } from './child-service.ts'
import { confirmLease } from './confirm-leases.ts'
import { databasePlans, directoryDatabase, homeDatabase } from './database-plans.ts'
import { createEdgeRuntime } from './edge-runtime.ts'
import { findCommit } from './find-commit.ts'
import { forecastTenant } from './forecast-tenant.ts'
import { createGroup, type Group } from './group.ts'
import { startZoneIssuer } from './issuers.ts'
import { migrateOps, migrateSchemas } from './migrate-database.ts'
import { placeTenants } from './place-tenants.ts'
import type { WorldPorts } from './ports.ts'
import type { Stage, Step } from './progress.ts'
import { findRedisServer, startRedis, type RedisOptions } from './redis.ts'
import { openPool } from './region-pool.ts'
import { createRegionRuntime } from './region-runtime.ts'
import { serviceBundlesIn } from './region-services.ts'
import { regionNamed, regions, zones, type RegionName, type RegionPlan, type ZonePlan } from '@hemisphere/topology/regions.ts'
import { findSeedMarker, markSeeded, seedTenant } from './seed-tenant.ts'
import type { StateFolder } from './state-folder.ts'
import type { StepTracker } from './step-tracker.ts'
import type { WorldTenant } from './tenants.ts'
import type { WorldParts } from './world-parts.ts'

export interface StageOptions {
  readonly parts: WorldParts
  readonly state: StateFolder
  readonly ports: WorldPorts
  readonly secrets: SecretStore
  readonly secretsUrl: string
  readonly tenants: readonly WorldTenant[]
  readonly scale: number
  readonly now: () => number
  readonly tracker: StepTracker
  /** Told of every process that would not notice the end of this one. */
  readonly guard: NodeChild
  /** Takes over what is started, and stops it in reverse order. */
  readonly stack: AsyncDisposableStack
  /** The computer's own environment. */
  readonly environment: Environment
  /** What every process of the world is given. */
  readonly base: Environment
}

/** Two years and a bit, so that every week of the year was seen twice. */
const simulatedDays = 728

/** The steps of a start, from the databases to the edge. Tenants whose demo data is complete are not seeded again. */
export async function planStages(options: StageOptions): Promise<readonly Stage[]> {
  const { parts, state, ports, secrets, secretsUrl, tenants, now, tracker, stack, environment, base, guard } = options
  const { signal } = tracker
  const databases = stack.use(createGroup())
  const issuers = stack.use(createGroup())
  const sessions = stack.use(createGroup())
  const services = stack.use(createGroup())
  const edge = stack.use(createGroup())
  const lastDays = new Map<string, string>()
  const codeVersion = (await findCommit()) ?? 'dev'
  const redisProgram = environment['REDIS_URL'] === undefined ? await findRedisServer(environment['PATH'] ?? '') : undefined
  const seeding: WorldTenant[] = []
  for (const tenant of tenants) {
    if (tenant.profile !== undefined && (await findSeedMarker(state, tenant.slug))?.complete !== true) seeding.push(tenant)
  }

  const writerOf = (home: RegionName): RegionName => parts.database(homeDatabase(home)).writer()

  async function writerEpochOf(home: RegionName): Promise<number> {
    const pool = await openPool(secrets, writerOf(home), homeLoginId(home, 'ops'))
    try {
      return (await readLease(pool)).epoch
    } finally {
      await pool.end()
    }
  }

  function lost(child: ChildService, how: string): void {
    tracker.fail(new Error(`${child.name} ended with ${how}; its log is ${child.logFile}`))
  }

  /** A process of the world may only end when it is told to. */
  function keep(group: Group, child: ChildService): ChildService {
    group.add(child)
    void child.ended.then((how) => lost(child, how))
    return child
  }

  async function startDatabase(database: GlobalDatabase, tell: (detail: string) => void): Promise<void> {
    databases.add(database)
    const writer = database.writer()
    await database.start(writer)
    await migrateOps({ plan: database.plan, writer, secrets })
    tell('copying to the replica')
    for (const region of database.plan.members) await database.start(region)
  }

  async function openDatabase(database: GlobalDatabase): Promise<void> {
    await confirmLease(database, secrets)
    await migrateSchemas({ plan: database.plan, writer: database.writer(), secrets })
  }

  async function openZone({ name }: ZonePlan): Promise<void> {
    const ofZone = databasePlans.filter(({ zone }) => zone === name).map((plan) => parts.database(plan.name))
    // The directory's word is what the homes' leases are confirmed by.
    for (const database of ofZone.filter(({ plan }) => plan.home === undefined)) await openDatabase(database)
    await Promise.all(ofZone.filter(({ plan }) => plan.home !== undefined).map(openDatabase))
  }

  async function startIssuerOf(zone: ZonePlan): Promise<void> {
    const onFault = (fault: unknown): void => void appendFile(join(state.logs, 'issuers.log'), `${zone.name}: ${String(fault)}\n`)
    const directoryWriter = parts.database(directoryDatabase(zone.name)).writer()
    parts.issuers.set(zone.name, issuers.add(await startZoneIssuer({ ...options, zone, directoryWriter, onFault })))
    await placeTenants({ secrets, directoryWriter, homeWriter: writerOf })
  }

  function redisOf(program: string, region: RegionName, kind: 'redis' | 'sessions'): RedisOptions {
    const eviction = kind === 'redis' ? 'allkeys-lru' : 'noeviction'
    return { name: `${region}-${kind}`, program, eviction, port: ports.regions[region][kind], state, environment, signal }
  }

  function urlOf(region: RegionName, kind: 'redis' | 'sessions'): string | undefined {
    return redisProgram === undefined ? environment['REDIS_URL'] : `redis://127.0.0.1:${ports.regions[region][kind]}`
  }

  function createSessions({ name: zone, directoryRegion }: ZonePlan, program: string): GlobalDatastore {
    return createGlobalDatastore({
      zone,
      members: [directoryRegion, regionNamed(directoryRegion).buddy],
      portOf: (region) => ports.regions[region].sessions,
      startServer: (region, replicaOf) => startRedis({ ...redisOf(program, region, 'sessions'), replicaOf }),
      onStarted: (child) => guard.post(child.record),
      onLost: lost,
    })
  }

  async function startRegionParts(region: RegionPlan): Promise<void> {
    const runtime = createRegionRuntime({
      services: {
        state,
        region,
        ports: ports.regions[region.name],
        secretsUrl,
        issuer: parts.issuer(region.zone),
        redisUrl: urlOf(region.name, 'redis'),
        sessionsUrls: [...new Set([region.name, region.buddy].flatMap((member) => urlOf(member, 'sessions') ?? []))],
        publicUrl: `http://localhost:${ports.edge}`,
        codeVersion,
        base,
        signal,
      },
      redis: redisProgram === undefined ? undefined : redisOf(redisProgram, region.name, 'redis'),
      onStarted: (child) => guard.post(child.record),
      onLost: lost,
    })
    services.add(runtime)
    parts.regions.set(region.name, runtime)
    await runtime.start('redis')
    await parts.sessions.get(region.zone)?.start(region.name)
    await runtime.start('compute')
  }

  async function seed(tenant: WorldTenant, tell: (detail: string) => void): Promise<void> {
    const writer = writerOf(tenant.homeRegion)
    lastDays.set(tenant.slug, await seedTenant(tenant, { ...options, writer, days: simulatedDays, signal }, tell))
  }

  async function forecast(tenant: WorldTenant, tell: (detail: string) => void): Promise<void> {
    await forecastTenant({ tenant, writer: writerOf(tenant.homeRegion), secrets, codeVersion, now, signal }, tell)
    await markSeeded(state, tenant.slug, lastDays.get(tenant.slug) ?? '')
  }

  async function openEdge(): Promise<void> {
    keep(edge, await startAcceleratorsProcess({ state, ports, base, signal }))
    const runtime = createEdgeRuntime({ edge: { ...options, issuerOf: parts.issuer, writerEpochOf, signal }, onLost: lost })
    parts.edge = edge.add(runtime)
    await runtime.deploy()
    await runtime.start()
    await untilRouted({ ports, writerOf, signal })
  }

  if (redisProgram !== undefined) {
    for (const zone of zones) parts.sessions.set(zone.name, sessions.add(createSessions(zone, redisProgram)))
  }

  const step = (title: string, run: Step['run']): Step => ({ title, run })
  const stages: readonly Stage[] = [
    {
      title: 'Databases and bundles',
      steps: [
        ...[...parts.databases.values()].map((database) => step(database.plan.name, (tell) => startDatabase(database, tell))),
        step('services are bundled', async () => void (await keepBundles(serviceBundlesIn(state)))),
      ],
    },
    { title: 'Schemas', steps: zones.map((zone) => step(zone.name, () => openZone(zone))) },
    { title: 'Issuers', steps: zones.map((zone) => step(zone.name, () => startIssuerOf(zone))) },
    {
      title: 'Regions and demo data',
      steps: [
        ...regions.map((region) => step(region.name, () => startRegionParts(region))),
        ...seeding.map((tenant) => step(tenant.name, (tell) => seed(tenant, tell))),
      ],
    },
    { title: 'Forecasts', steps: seeding.map((tenant) => step(tenant.name, (tell) => forecast(tenant, tell))) },
    { title: 'Edge', steps: [step('edge', openEdge)] },
  ]
  return stages.filter((stage) => stage.steps.length > 0)
}
