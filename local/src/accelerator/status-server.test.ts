import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AcceleratorOrder } from './accelerator-order.ts'
import { startAccelerators, type RunningAccelerators } from './start-accelerators.ts'
import { greetingAt } from './testing/tiny-client.ts'
import { startTinyEndpoint, type TinyEndpoint } from './testing/tiny-endpoint.ts'

let running: AsyncDisposableStack
let world: RunningAccelerators
let order: AcceleratorOrder

beforeEach(async () => {
  running = new AsyncDisposableStack()
  const [west, central] = [
    running.use(await startTinyEndpoint({ greeting: 'west' })),
    running.use(await startTinyEndpoint({ greeting: 'central' })),
  ]
  const group = (region: string, dial: number, { port }: TinyEndpoint) => ({
    region,
    zone: 'eu',
    dial,
    endpoints: [{ host: '127.0.0.1', port }],
  })
  const healthCheck = { path: '/readyz', intervalMs: 20, timeoutMs: 1_000, threshold: 2 }
  order = {
    accelerators: [
      { name: 'west', zone: 'eu', port: 0, endpointGroups: [group('west', 100, west), group('central', 0, central)], healthCheck },
      { name: 'central', zone: 'eu', port: 0, endpointGroups: [group('central', 100, central), group('west', 0, west)], healthCheck },
    ],
    statusPort: 0,
  }
  world = running.use(await startAccelerators(order, { now: Date.now, random: Math.random }))
})

afterEach(() => running.disposeAsync())

const portOf = (name: string): number => world.accelerators.find((one) => one.name === name)?.port ?? 0

async function statusWhenHealthy(): Promise<unknown> {
  return vi.waitUntil(
    async () => {
      const status: unknown = await (await fetch(`${world.statusUrl}/status`)).json()
      return JSON.stringify(status).match(/"state":"healthy"/g)?.length === 4 && status
    },
    { timeout: 15_000 },
  )
}

function dial(body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }): Promise<Response> {
  return fetch(`${world.statusUrl}/dials`, { method: 'POST', headers, body: JSON.stringify(body) })
}

test('the status tells of every accelerator, its endpoints, its connections and the latest events', async () => {
  await statusWhenHealthy()
  await greetingAt(portOf('west'))
  expect(await statusWhenHealthy()).toMatchObject({
    at: expect.any(Number),
    accelerators: [
      {
        name: 'west',
        zone: 'eu',
        port: portOf('west'),
        route: { mode: 'dial', regions: ['west'] },
        groups: [
          {
            region: 'west',
            dial: 100,
            connections: 1,
            endpoints: [{ state: 'healthy', since: expect.any(Number), lastCheck: { passed: true } }],
          },
          { region: 'central', dial: 0, connections: 0 },
        ],
      },
      { name: 'central', groups: [{ region: 'central' }, { region: 'west' }] },
    ],
    events: expect.arrayContaining([
      expect.objectContaining({ kind: 'health', accelerator: 'west', region: 'central', from: 'initial', to: 'healthy' }),
    ]),
  })
})

test('a dial is changed for one accelerator alone', async () => {
  await statusWhenHealthy()
  expect((await dial({ accelerator: 'west', region: 'central', dial: 100 })).status).toBe(200)
  const answer = await dial({ accelerator: 'west', region: 'west', dial: 0 })
  expect(await answer.json()).toMatchObject({ name: 'west', groups: [{ dial: 0 }, { dial: 100 }] })
  expect(await greetingAt(portOf('west'))).toBe('central')
  expect(await greetingAt(portOf('central'))).toBe('central')
})

test.each([
  ['an accelerator that there is not', { accelerator: 'east', region: 'west', dial: 0 }, 404],
  ['a region that the accelerator has not', { accelerator: 'west', region: 'us-east-1', dial: 100 }, 404],
  ['a dial above 100', { accelerator: 'west', region: 'west', dial: 101 }, 400],
  ['a dial without a number', { accelerator: 'west', region: 'west' }, 400],
  ['more than it takes to say so', { accelerator: 'west'.repeat(2_000), region: 'west', dial: 0 }, 413],
])('%s is refused', async (_what, body, status) => {
  expect((await dial(body)).status).toBe(status)
})

test('a dial from a page in a browser, which can not send JSON unasked, is refused', async () => {
  expect((await dial({ accelerator: 'west', region: 'west', dial: 0 }, { 'content-type': 'text/plain' })).status).toBe(415)
})

test('accelerators that place a region in two zones do not start', async () => {
  const [west, central] = order.accelerators
  if (west === undefined || central === undefined) throw new Error('the order has not two accelerators')
  const [first] = central.endpointGroups
  if (first === undefined) throw new Error('the accelerator has no group')
  const foreign = { ...central, zone: 'us', endpointGroups: [{ ...first, zone: 'us' }] }
  await expect(startAccelerators({ ...order, accelerators: [west, foreign] }, { now: Date.now, random: Math.random })).rejects.toThrow(
    'central is said to be of eu and of us',
  )
})
