import type { Environment } from '@hemisphere/kit/config.ts'
import type { RunningService } from '@hemisphere/kit/service.ts'
import { readyMessage } from './child-service.ts'

type Start = (environment: Environment) => Promise<RunningService>

/** The services that can share a process; each is loaded only where it runs. */
const starts: Readonly<Record<ServiceName, () => Promise<Start>>> = {
  account: async () => (await import('@hemisphere/account/start.ts')).startAccount,
  catalog: async () => (await import('@hemisphere/catalog/start.ts')).startCatalog,
  store: async () => (await import('@hemisphere/store/start.ts')).startStore,
  forecasting: async () => (await import('@hemisphere/forecasting/start.ts')).startForecasting,
  gateway: async () => (await import('@hemisphere/gateway/start.ts')).startGateway,
  keeper: async () => (await import('@hemisphere/operations/keeper/start-keeper.ts')).startKeeper,
  worker: async () => (await import('@hemisphere/forecasting/worker/start-worker.ts')).startForecastWorker,
}

export type ServiceName = 'account' | 'catalog' | 'store' | 'forecasting' | 'gateway' | 'keeper' | 'worker'

/** What one process runs, in the order of its start. */
export type ServicePlan = readonly (readonly [service: ServiceName, environment: Environment])[]

/**
 * Runs services until SIGTERM, or until the process that started this one is gone; stops them in reverse order.
 * Each has an environment of its own, as if it had a process of its own.
 */
async function runServices(plan: ServicePlan): Promise<void> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
  process.once('SIGTERM', stop)
  process.once('disconnect', stop)
  await using services = new AsyncDisposableStack()
  for (const [name, environment] of plan) {
    const start = await starts[name]()
    services.use(await start(environment))
  }
  process.send?.(readyMessage)
  await stopped
}

// The parent is ours and of the same version: its argument is what ServicePlan says.
await runServices(JSON.parse(process.argv[2] ?? '[]') as ServicePlan)
// The channel to the parent would keep this process alive.
if (process.connected) process.disconnect()
