import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from '@hemisphere/kit/config.ts'
import type { RunningIssuer } from '../issuer/issuer.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import type { ChildService, NodeChild } from './child-service.ts'
import { startRegionDatabase } from './databases.ts'
import { startEdge } from './edge.ts'
import { forecastTenant } from './forecast-tenant.ts'
import { createGroup, type Group } from './group.ts'
import { startZoneIssuer } from './issuers.ts'
import { migrateRegion } from './migrate-region.ts'
import type { WorldPorts } from './ports.ts'
import type { Stage, Step } from './progress.ts'
import { findRedisServer, startRedis } from './redis.ts'
import { startRegion, startRegionWorker } from './region-services.ts'
import { regions, zones, type RegionPlan, type ZoneName, type ZonePlan } from './regions.ts'
import { findCommit } from './find-commit.ts'
import { findSeedMarker, markSeeded, seedTenant } from './seed-tenant.ts'
import type { StateFolder } from './state-folder.ts'
import type { StepTracker } from './step-tracker.ts'
import type { WorldTenant } from './tenants.ts'

export interface StageOptions {
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
  const { state, ports, secrets, tenants, now, tracker, stack, environment, guard } = options
  const { signal } = tracker
  const databases = stack.use(createGroup())
  const services = stack.use(createGroup())
  const edge = stack.use(createGroup())
  const issuers = new Map<ZoneName, RunningIssuer>()
  const lastDays = new Map<string, string>()
  const codeVersion = (await findCommit()) ?? 'dev'
  const redisProgram = environment['REDIS_URL'] === undefined ? await findRedisServer(environment['PATH'] ?? '') : undefined
  const redisUrl = redisProgram === undefined ? environment['REDIS_URL'] : `redis://127.0.0.1:${ports.redis}`
  const seeding: WorldTenant[] = []
  for (const tenant of tenants) {
    if (tenant.profile !== undefined && (await findSeedMarker(state, tenant.slug))?.complete !== true) seeding.push(tenant)
  }

  /** A process of the world may only end when it is told to. */
  function keep(group: Group, child: ChildService): void {
    group.add(child)
    void child.ended.then((how) => tracker.fail(new Error(`${child.name} ended with ${how}; its log is ${child.logFile}`)))
  }

  async function startDatabase({ name: region }: RegionPlan, tell: (detail: string) => void): Promise<void> {
    const database = databases.add(await startRegionDatabase({ state, region, port: ports.regions[region].postgres, secrets }))
    guard.post(database.record)
    void database.ended.then(() => tracker.fail(new Error(`PostgreSQL of ${region} ended`)))
    tell('migrating')
    await migrateRegion(region, secrets)
  }

  async function startIssuerOf(zone: ZonePlan): Promise<void> {
    const onFault = (fault: unknown): void => void appendFile(join(state.logs, 'issuers.log'), `${zone.name}: ${String(fault)}\n`)
    issuers.set(zone.name, services.add(await startZoneIssuer({ ...options, zone, onFault })))
  }

  function issuerOf(zone: ZoneName): RunningIssuer {
    const issuer = issuers.get(zone)
    if (issuer === undefined) throw new Error(`the issuer of zone ${zone} was not started`)
    return issuer
  }

  async function startServices(start: typeof startRegion, region: RegionPlan): Promise<void> {
    keep(
      services,
      await start({ ...options, region, ports: ports.regions[region.name], issuer: issuerOf(region.zone), redisUrl, codeVersion, signal }),
    )
  }

  async function startCache(program: string): Promise<void> {
    const redis = await startRedis({ program, port: ports.redis, state, environment, signal })
    keep(databases, redis)
    guard.post(redis.record)
  }

  async function seed(tenant: WorldTenant, tell: (detail: string) => void): Promise<void> {
    lastDays.set(tenant.slug, await seedTenant(tenant, { ...options, days: simulatedDays, signal }, tell))
  }

  async function forecast(tenant: WorldTenant, tell: (detail: string) => void): Promise<void> {
    await forecastTenant({ tenant, secrets, codeVersion, now, signal }, tell)
    await markSeeded(state, tenant.slug, lastDays.get(tenant.slug) ?? '')
  }

  const step = (title: string, run: Step['run']): Step => ({ title, run })
  const databaseSteps = regions.map((region) => step(region.name, (tell) => startDatabase(region, tell)))
  const serviceSteps = regions.flatMap((region) => [
    step(region.name, () => startServices(startRegion, region)),
    step(`${region.name} worker`, () => startServices(startRegionWorker, region)),
  ])
  const stages: readonly Stage[] = [
    {
      title: 'Databases',
      steps: [...databaseSteps, ...(redisProgram === undefined ? [] : [step('redis', () => startCache(redisProgram))])],
    },
    { title: 'Issuers', steps: zones.map((zone) => step(zone.name, () => startIssuerOf(zone))) },
    {
      title: 'Regions and demo data',
      steps: [...serviceSteps, ...seeding.map((tenant) => step(tenant.name, (tell) => seed(tenant, tell)))],
    },
    { title: 'Forecasts', steps: seeding.map((tenant) => step(tenant.name, (tell) => forecast(tenant, tell))) },
    { title: 'Edge', steps: [step('edge', async () => keep(edge, await startEdge({ ...options, issuerOf, signal })))] },
  ]
  return stages.filter((stage) => stage.steps.length > 0)
}
