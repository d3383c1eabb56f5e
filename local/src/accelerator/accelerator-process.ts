import { readyMessage } from '../world/child-service.ts'
import type { AcceleratorEvent } from './accelerator-event.ts'
import { acceleratorOrderSchema } from './accelerator-order.ts'
import { startAccelerators } from './start-accelerators.ts'

/** Runs the accelerators until SIGTERM, or until the process that started this one is gone. The log is one event a line. */
function logEvent({ at, ...event }: AcceleratorEvent): void {
  process.stdout.write(`${JSON.stringify({ level: 'info', service: 'accelerator', time: new Date(at).toISOString(), ...event })}\n`)
}

const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
process.once('SIGTERM', stop)
process.once('disconnect', stop)
const order = acceleratorOrderSchema.parse(JSON.parse(process.argv[2] ?? ''))
const running = await startAccelerators(order, { now: Date.now, random: Math.random, onEvent: logEvent })
process.send?.(readyMessage)
await stopped
await running[Symbol.asyncDispose]()
// The channel to the parent would keep this process alive.
if (process.connected) process.disconnect()
