import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { subgraphNames } from '@hemisphere/schema/read-sdl.ts'
import { regions } from '@hemisphere/topology/regions.ts'
import { clientSecretId, secretIds } from '../world/secret-ids.ts'
import { createPlainProgress } from '../world/progress.ts'
import { startWorld } from '../world/start-world.ts'
import { clearState, stateFolderAt } from '../world/state-folder.ts'
import { emptyTenant, partnerOf, simulatedTenants, type WorldTenant } from '../world/tenants.ts'

declare module 'vitest' {
  interface ProvidedContext {
    world: TestWorld
  }
}

/** What scenario tests know of the world that runs for them. */
export interface TestWorld {
  readonly stateFolder: string
  readonly edgeUrl: string
  readonly secretsUrl: string
  readonly issuers: Readonly<Record<string, string>>
  /** Of every demo user. */
  readonly password: string
  /** By client, such as `partner@nordhem`. */
  readonly clientSecrets: Readonly<Record<string, string>>
  /** Addresses of the gateways behind the edge, by region. */
  readonly gateways: Readonly<Record<string, string>>
  /** Of the accelerators before them. */
  readonly accelerators: Readonly<Record<string, string>>
  /** Of the subgraphs behind them, by region and name. */
  readonly subgraphs: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** What the edge proves itself with to the gateways, by zone. */
  readonly originVerify: Readonly<Record<string, string>>
}

/** A tenant into which no test imports. */
const untouchedTenant: WorldTenant = {
  slug: 'maison-vide',
  name: 'Maison Vide',
  zone: 'eu',
  homeRegion: 'eu-central-1',
  currencyCode: 'EUR',
  timeZone: 'Europe/Paris',
  profile: undefined,
}

/** A twentieth of the demo assortment in all four regions, and two tenants without data, for all scenario tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await using resources = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-world-'))
  resources.defer(async () => {
    await clearState(stateFolderAt(folder))
    await rm(folder, { recursive: true, force: true })
  })
  const world = resources.use(
    await startWorld({
      stateFolder: folder,
      basePort: 0,
      fresh: false,
      tenants: [...simulatedTenants, emptyTenant, untouchedTenant],
      scale: 0.05,
      now: Date.now,
      // Tests run as their own main program: this is the one place where they read the environment.
      environment: process.env,
      progress: createPlainProgress(
        (line) => process.stderr.write(`${line}\n`),
        () => performance.now(),
      ),
      signal: new AbortController().signal,
    }),
  )
  project.provide('world', {
    stateFolder: folder,
    edgeUrl: world.edgeUrl,
    secretsUrl: world.secretsUrl,
    issuers: world.issuers,
    password: world.password,
    clientSecrets: Object.fromEntries(
      world.tenants.map(({ slug, homeRegion }) => [partnerOf(slug), world.secret(homeRegion, clientSecretId(partnerOf(slug)))]),
    ),
    gateways: Object.fromEntries(regions.map(({ name }) => [name, world.gatewayUrl(name)])),
    accelerators: Object.fromEntries(regions.map(({ name }) => [name, world.serviceUrl(name, 'accelerator')])),
    subgraphs: Object.fromEntries(
      regions.map(({ name }) => [name, Object.fromEntries(subgraphNames.map((service) => [service, world.serviceUrl(name, service)]))]),
    ),
    originVerify: Object.fromEntries(regions.map(({ name, zone }) => [zone, world.secret(name, secretIds.originVerify)])),
  })
  const kept = resources.move()
  return () => kept.disposeAsync()
}
