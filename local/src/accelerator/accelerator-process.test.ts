import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freePort } from '../free-port.ts'
import { startNodeChild, type ChildService } from '../world/child-service.ts'
import type { AcceleratorOrder } from './accelerator-order.ts'
import { greetingAt } from './testing/tiny-client.ts'
import { startTinyEndpoint } from './testing/tiny-endpoint.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-accelerator-'))
})

afterEach(() => rm(folder, { recursive: true }))

const logFile = () => join(folder, 'accelerator.log')

function start(order: unknown): Promise<ChildService> {
  return startNodeChild({
    name: 'accelerator',
    records: folder,
    module: new URL('accelerator-process.ts', import.meta.url),
    args: [JSON.stringify(order)],
    environment: {},
    logFile: logFile(),
    stopLimitMs: 10_000,
    signal: new AbortController().signal,
  })
}

async function orderWith(zone: string, port: number): Promise<AcceleratorOrder> {
  return {
    accelerators: [
      {
        name: 'eu-west-1',
        zone: 'eu',
        port: await freePort(),
        endpointGroups: [{ region: 'eu-west-1', zone, dial: 100, endpoints: [{ host: '127.0.0.1', port }] }],
        healthCheck: { path: '/readyz', intervalMs: 20, timeoutMs: 1_000, threshold: 2 },
      },
    ],
    statusPort: await freePort(),
  }
}

test('the process carries connections, logs events as JSON lines, and ends on SIGTERM', async () => {
  await using endpoint = await startTinyEndpoint({ greeting: 'west' })
  const order = await orderWith('eu', endpoint.port)
  const child = await start(order)
  try {
    expect(await greetingAt(order.accelerators[0]?.port ?? 0)).toBe('west')
    expect(await (await fetch(`http://127.0.0.1:${order.statusPort}/status`)).json()).toMatchObject({
      accelerators: [{ name: 'eu-west-1' }],
    })
    const readLog = (): Promise<string> => readFile(logFile(), 'utf8')
    const log = await vi.waitUntil(async () => (await readLog()).includes('"kind":"route"') && readLog(), { timeout: 15_000 })
    const lines = log.trimEnd().split('\n')
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { level: 'info', service: 'accelerator', kind: 'health', region: 'eu-west-1', to: 'healthy' },
      { level: 'info', service: 'accelerator', kind: 'route', mode: 'dial', regions: ['eu-west-1'] },
    ])
  } finally {
    await child[Symbol.asyncDispose]()
  }
  expect(await child.ended).toBe('exit code 0')
})

test('an order with an endpoint group of another zone starts nothing', async () => {
  await expect(start(await orderWith('us', 1))).rejects.toThrow('ended with exit code 1 before it was ready')
  expect(await readFile(logFile(), 'utf8')).toContain('wanted only groups of zone eu')
})
