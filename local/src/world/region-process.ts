import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Environment } from '@hemisphere/kit/config.ts'
import type { RunningService } from '@hemisphere/kit/service.ts'
import { readyMessage } from './child-service.ts'

type Start = (environment: Environment) => Promise<RunningService>

/** What starts each service, by its name in the service's bundle. */
const starts: Readonly<Record<ServiceName, string>> = {
  account: 'startAccount',
  catalog: 'startCatalog',
  store: 'startStore',
  forecasting: 'startForecasting',
  gateway: 'startGateway',
  keeper: 'startKeeper',
  worker: 'startForecastWorker',
}

export type ServiceName = 'account' | 'catalog' | 'store' | 'forecasting' | 'gateway' | 'keeper' | 'worker'

/** What one process runs, in the order of its start. */
export type ServicePlan = readonly (readonly [service: ServiceName, environment: Environment])[]

export interface RegionProcessOptions {
  /** The modules that are in the services' images. */
  readonly bundles: string
  readonly plan: ServicePlan
}

/** Each service is loaded only where it runs. */
async function load(bundles: string, name: ServiceName): Promise<Start> {
  const { href } = pathToFileURL(join(bundles, name, 'start.mjs'))
  // Bundled from the module whose function this is.
  const module = (await import(href)) as Readonly<Record<string, Start>>
  const start = module[starts[name]]
  if (start === undefined) throw new Error(`the bundle of ${name} has no function ${starts[name]}`)
  return start
}

/**
 * Runs services until SIGTERM, or until the process that started this one is gone; stops them in reverse order.
 * Each has an environment of its own, as if it had a process of its own.
 */
async function runServices({ bundles, plan }: RegionProcessOptions): Promise<void> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
  process.once('SIGTERM', stop)
  process.once('disconnect', stop)
  await using services = new AsyncDisposableStack()
  for (const [name, environment] of plan) {
    const start = await load(bundles, name)
    services.use(await start(environment))
  }
  process.send?.(readyMessage)
  await stopped
}

// The parent is ours and of the same version: its argument is what the type says.
await runServices(JSON.parse(process.argv[2] ?? '') as RegionProcessOptions)
// The channel to the parent would keep this process alive.
if (process.connected) process.disconnect()
