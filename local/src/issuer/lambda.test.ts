import { afterEach, expect, test } from 'vitest'
import { startLambda, type LambdaFunction } from './lambda.ts'
import { writeTriggerBundle } from './testing/trigger-bundle.ts'

let running = new AsyncDisposableStack()

afterEach(async () => {
  await running.disposeAsync()
  running = new AsyncDisposableStack()
})

async function start(body: string, timeoutMs = 5_000): Promise<LambdaFunction> {
  const bundle = running.use(await writeTriggerBundle(body))
  return running.use(startLambda({ bundle: bundle.path, environment: { OWN: 'yes' }, timeoutMs }))
}

test('a function sees its own environment and nothing of ours', async () => {
  const lambda = await start('return Object.keys(process.env)')
  expect(await lambda.invoke({})).toEqual(['OWN'])
})

test('an instance keeps its state from one invocation to the next', async () => {
  const lambda = await start('return (globalThis.count = (globalThis.count ?? 0) + 1)')
  expect([await lambda.invoke({}), await lambda.invoke({})]).toEqual([1, 2])
})

test('a function that takes too long is stopped, and a new instance answers the next', async () => {
  const lambda = await start(`if (event.spin) for (;;) {}\n  return 'well'`, 300)
  await expect(lambda.invoke({ spin: true })).rejects.toThrow('task timed out after 300 ms')
  // A thread needs time to start, too, within the same limit.
  await expect.poll(() => lambda.invoke({}).catch(() => undefined)).toBe('well')
})

test('what a function throws is told by its message', async () => {
  await expect((await start(`throw new Error('no luck')`)).invoke({})).rejects.toThrow('no luck')
})
