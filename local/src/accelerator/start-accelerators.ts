import type { AcceleratorDeps, RunningAccelerator } from './accelerator.ts'
import { startAccelerator } from './accelerator.ts'
import type { AcceleratorEvent } from './accelerator-event.ts'
import type { AcceleratorOrder } from './accelerator-order.ts'
import { checkPlans } from './accelerator-plan.ts'
import { startStatusServer } from './status-server.ts'

export interface RunningAccelerators extends AsyncDisposable {
  readonly statusUrl: string
  readonly accelerators: readonly RunningAccelerator[]
}

const keptEvents = 200

/** All accelerators of a world with one status server. Throws, with nothing left running, if a plan reaches out of its zone. */
export async function startAccelerators(
  { accelerators: plans, statusPort }: AcceleratorOrder,
  deps: AcceleratorDeps,
): Promise<RunningAccelerators> {
  checkPlans(plans)
  const events: AcceleratorEvent[] = []
  const onEvent = (event: AcceleratorEvent): void => {
    events.push(event)
    if (events.length > keptEvents) events.shift()
    deps.onEvent?.(event)
  }
  await using running = new AsyncDisposableStack()
  const accelerators: RunningAccelerator[] = []
  for (const plan of plans) accelerators.push(running.use(await startAccelerator(plan, { ...deps, onEvent })))
  const status = running.use(await startStatusServer({ port: statusPort, accelerators, events: () => events, now: deps.now }))
  const kept = running.move()
  return { statusUrl: status.url, accelerators, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
