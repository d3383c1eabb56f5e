import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { startAccelerator, type RunningAccelerator } from './accelerator.ts'
import type { AcceleratorEvent } from './accelerator-event.ts'
import type { AcceleratorPlan, HealthCheck } from './accelerator-plan.ts'
import { createEventLog, type EventLog } from './testing/event-log.ts'
import { greet, greetingAt, type TinyClient } from './testing/tiny-client.ts'
import { startTinyEndpoint, type TinyEndpoint, type TinyEndpointOptions } from './testing/tiny-endpoint.ts'

/** For a machine that is busy with other tests, too. */
const patience = { timeout: 15_000 }

let running = new AsyncDisposableStack()

afterEach(async () => {
  await running.disposeAsync()
  running = new AsyncDisposableStack()
})

const healthCheck: HealthCheck = { path: '/readyz', intervalMs: 20, timeoutMs: 1_000, threshold: 2 }
/** The first check is the only one of a test's time. */
const checkedOnce: HealthCheck = { ...healthCheck, intervalMs: 600_000 }

async function endpoint(greeting: string, onConnection?: TinyEndpointOptions['onConnection']): Promise<TinyEndpoint> {
  return running.use(await startTinyEndpoint({ greeting, ...(onConnection === undefined ? {} : { onConnection }) }))
}

interface Started {
  readonly accelerator: RunningAccelerator
  readonly log: EventLog
}

async function accelerate(endpoints: Readonly<Record<string, TinyEndpoint>>, overrides: Partial<AcceleratorPlan> = {}): Promise<Started> {
  const log = createEventLog()
  const plan: AcceleratorPlan = {
    name: 'home',
    zone: 'eu',
    port: 0,
    endpointGroups: Object.entries(endpoints).map(([region, { port }], index) => ({
      region,
      zone: 'eu',
      dial: index === 0 ? 100 : 0,
      endpoints: [{ host: '127.0.0.1', port }],
    })),
    healthCheck,
    ...overrides,
  }
  const accelerator = running.use(await startAccelerator(plan, { now: Date.now, random: Math.random, onEvent: log.onEvent }))
  return { accelerator, log }
}

async function connection(port: number): Promise<TinyClient> {
  return running.use(await greet(port))
}

const routeTo =
  (mode: string, ...regions: string[]) =>
  (event: AcceleratorEvent): boolean =>
    event.kind === 'route' && event.mode === mode && event.regions.join() === regions.join()

const healthOf =
  (region: string, to: string) =>
  (event: AcceleratorEvent): boolean =>
    event.kind === 'health' && event.region === region && event.to === to

describe('where new connections go', () => {
  test('to the home region from its first passed check on', async () => {
    const { accelerator, log } = await accelerate(
      { west: await endpoint('west'), central: await endpoint('central') },
      { healthCheck: checkedOnce },
    )
    await log.until(healthOf('west', 'healthy'))
    expect(await greetingAt(accelerator.port)).toBe('west')
    expect(accelerator.status().route).toEqual({ mode: 'dial', regions: ['west'] })
  })

  test('to the buddy with dial 0 while home is unhealthy, and home again when it is back', async () => {
    const west = await endpoint('west')
    const { accelerator, log } = await accelerate({ west, central: await endpoint('central') })
    await log.until(routeTo('dial', 'west'))
    const eventsBefore = log.events.length

    west.healthStatus = 503
    await log.until(routeTo('failover', 'central'))
    expect(await greetingAt(accelerator.port)).toBe('central')

    west.healthStatus = 200
    await log.until((event) => log.events.indexOf(event) > eventsBefore && routeTo('dial', 'west')(event))
    expect(await greetingAt(accelerator.port)).toBe('west')
  })

  test('to the buddy when nothing listens at home', async () => {
    const west = await endpoint('west')
    const { accelerator, log } = await accelerate({ west, central: await endpoint('central') })
    await log.until(routeTo('dial', 'west'))
    west.stopListening()
    await log.until(routeTo('failover', 'central'))
    expect(await greetingAt(accelerator.port)).toBe('central')
    expect(accelerator.status().groups[0]?.endpoints[0]).toMatchObject({ state: 'unhealthy', lastCheck: { detail: 'ECONNREFUSED' } })
  })

  test('anywhere in the zone when nothing is healthy', async () => {
    const [west, central] = [await endpoint('west'), await endpoint('central')]
    west.healthStatus = 503
    central.healthStatus = 503
    const { accelerator, log } = await accelerate({ west, central })
    await Promise.all([log.until(healthOf('west', 'unhealthy')), log.until(healthOf('central', 'unhealthy'))])
    expect(accelerator.status().route).toEqual({ mode: 'fail-open', regions: ['west', 'central'] })
    const greetings = new Set<string>()
    while (greetings.size < 2) greetings.add(await greetingAt(accelerator.port))
    expect([...greetings].toSorted()).toEqual(['central', 'west'])
  })

  test('to the region that the dials say after a change', async () => {
    const { accelerator, log } = await accelerate({ west: await endpoint('west'), central: await endpoint('central') })
    await Promise.all([log.until(healthOf('west', 'healthy')), log.until(healthOf('central', 'healthy'))])
    accelerator.setDial('central', 100)
    accelerator.setDial('west', 0)
    expect(await greetingAt(accelerator.port)).toBe('central')
    expect(log.events.filter(({ kind }) => kind === 'dial')).toMatchObject([
      { region: 'central', from: 0, to: 100 },
      { region: 'west', from: 100, to: 0 },
    ])
  })

  test('nowhere else when the chosen endpoint refuses: the client is reset', async () => {
    const west = await endpoint('west')
    const { accelerator, log } = await accelerate({ west, central: await endpoint('central') }, { healthCheck: checkedOnce })
    await Promise.all([log.until(healthOf('west', 'healthy')), log.until(healthOf('central', 'healthy'))])
    west.stopListening()
    await expect(greet(accelerator.port)).rejects.toThrow('ECONNRESET')
    expect(accelerator.status().groups).toMatchObject([
      { region: 'west', connections: 1, refusedConnections: 1 },
      { region: 'central', connections: 0, refusedConnections: 0 },
    ])
  })

  test('never into another zone: such a plan makes no accelerator', async () => {
    const [west, east] = [await endpoint('west'), await endpoint('east')]
    const group = (region: string, zone: string, { port }: TinyEndpoint) => ({
      region,
      zone,
      dial: 100,
      endpoints: [{ host: '127.0.0.1', port }],
    })
    await expect(accelerate({}, { endpointGroups: [group('west', 'eu', west), group('east', 'us', east)] })).rejects.toThrow(
      'got an endpoint group in east of zone us, wanted only groups of zone eu',
    )
  })
})

describe('an established connection', () => {
  test('stays where it was given when health and dials change', async () => {
    const west = await endpoint('west')
    const { accelerator, log } = await accelerate({ west, central: await endpoint('central') })
    await Promise.all([log.until(routeTo('dial', 'west')), log.until(healthOf('central', 'healthy'))])
    const { socket } = await connection(accelerator.port)

    west.healthStatus = 503
    west.stopListening()
    await log.until(routeTo('failover', 'central'))
    accelerator.setDial('central', 100)
    accelerator.setDial('west', 0)

    west.connections[0]?.write('still here')
    const [bytes]: unknown[] = await once(socket, 'data')
    expect(String(bytes)).toBe('still here')
    expect(accelerator.status().groups).toMatchObject([{ openConnections: 1 }, { openConnections: 0 }])
    socket.end()
    await vi.waitUntil(() => accelerator.status().groups[0]?.openConnections === 0, patience)
  })

  test('may be ended by the client while the endpoint goes on', async () => {
    // It answers only when it has read to the end.
    const west = await endpoint('west', (socket) => void text(socket).then((request) => socket.end(`read ${request}`)))
    const { accelerator } = await accelerate({ west })
    const client = connect({ port: accelerator.port, host: '127.0.0.1', allowHalfOpen: true })
    client.end('all of it')
    expect(await text(client)).toBe('read all of it')
  })

  test('may be ended by the endpoint while the client goes on', async () => {
    const received = Promise.withResolvers<string>()
    const west = await endpoint('west', (socket) => {
      socket.end('farewell')
      text(socket).then(received.resolve, received.reject)
    })
    const { accelerator } = await accelerate({ west })
    const client = connect({ port: accelerator.port, host: '127.0.0.1', allowHalfOpen: true })
    client.write('before, ')
    expect(await text(client)).toBe('farewell')
    client.end('after')
    expect(await received.promise).toBe('before, after')
  })

  test('carries much in both directions at once', async () => {
    const west = await endpoint('west', (socket) => socket.pipe(socket))
    const { accelerator } = await accelerate({ west })
    const sent = randomBytes(16 * 1024 * 1024)
    const client = connect({ port: accelerator.port, host: '127.0.0.1', allowHalfOpen: true })
    client.end(sent)
    const received = await buffer(client)
    expect(received.length).toBe(sent.length)
    expect(createHash('sha256').update(received).digest('hex')).toBe(createHash('sha256').update(sent).digest('hex'))
  })

  test('is read no faster than the other side takes', async () => {
    // It reads the first bytes and then nothing.
    const west = await endpoint('west', (socket) => socket.pause())
    const { accelerator } = await accelerate({ west })
    const client = running.adopt(connect({ port: accelerator.port, host: '127.0.0.1' }), (socket) => void socket.destroy())
    const chunk = randomBytes(1024 * 1024)
    const largest = 256
    let taken = 0
    // The next chunk follows when the one before has gone out; what the system keeps for the two connections is far less than all.
    const push = (error?: Error | null): void => {
      if (error || taken === largest) return
      taken += 1
      client.write(chunk, push)
    }
    push()
    await vi.waitUntil(() => west.connections.length === 1, patience)
    let before = -1
    const stalled = (): boolean => {
      const same = taken === before
      before = taken
      return same
    }
    await vi.waitUntil(stalled, { ...patience, interval: 300 })
    expect(taken).toBeLessThan(largest / 2)
    client.destroy()
  })

  test('that the endpoint resets is reset for the client', async () => {
    const west = await endpoint('west')
    const { accelerator } = await accelerate({ west })
    const { socket } = await connection(accelerator.port)
    const broken = once(socket, 'data')
    west.connections[0]?.resetAndDestroy()
    await expect(broken).rejects.toThrow('ECONNRESET')
  })

  test('that the client resets is reset for the endpoint', async () => {
    const west = await endpoint('west')
    const { accelerator } = await accelerate({ west })
    const { socket } = await connection(accelerator.port)
    const broken = Promise.withResolvers<Error>()
    west.connections[0]?.once('error', broken.resolve)
    socket.resetAndDestroy()
    expect(await broken.promise).toMatchObject({ code: 'ECONNRESET' })
  })

  test('is reset when the accelerator stops', async () => {
    const west = await endpoint('west')
    const { accelerator } = await accelerate({ west })
    const { socket } = await connection(accelerator.port)
    const broken = once(socket, 'data')
    void accelerator[Symbol.asyncDispose]()
    await expect(broken).rejects.toThrow('ECONNRESET')
  })
})

describe('a health check', () => {
  test('without an answer in time has failed', async () => {
    const silent = running.use(await startTinyEndpoint({ greeting: '', silentChecks: true }))
    const { accelerator, log } = await accelerate({ west: silent }, { healthCheck: { ...healthCheck, timeoutMs: 30 } })
    await log.until(healthOf('west', 'unhealthy'))
    expect(accelerator.status().groups[0]?.endpoints[0]?.lastCheck).toMatchObject({ passed: false, detail: 'no answer in 30 ms' })
  })

  test('that changes an endpoint’s health tells when', async () => {
    const west = await endpoint('west')
    const startedAt = Date.now()
    const { accelerator, log } = await accelerate({ west })
    const event = await log.until(healthOf('west', 'healthy'))
    expect(event).toMatchObject({ accelerator: 'home', from: 'initial', detail: 'HTTP 200', endpoint: `127.0.0.1:${west.port}` })
    expect(event.at).toBeGreaterThanOrEqual(startedAt)
    expect(accelerator.status().groups[0]?.endpoints[0]).toMatchObject({ state: 'healthy', since: event.at })
  })
})
