import { beforeEach, describe, expect, test } from 'vitest'
import { offerOriginVerify, takeOriginVerify, type RotateOriginVerify, type WrittenSecret } from './rotate-origin-verify.ts'

/** A secret as Secrets Manager keeps it: a new version makes the current one the previous, one that exists changes nothing. */
class FakeSecret {
  current: string
  previous: string | undefined
  isDown = false
  readonly #versions = new Map<string, string>()

  constructor(current: string) {
    this.current = current
  }

  written(secretId: string): WrittenSecret {
    return {
      region: 'eu-west-1',
      secretId,
      aws: async ([service, action, ...rest], input = '') => {
        const option = (name: string): string => rest[rest.indexOf(name) + 1] ?? ''
        if (this.isDown) throw new Error('aws ended with 254')
        // A role that may read would be a role that may leak.
        if (service !== 'secretsmanager' || action !== 'put-secret-value') throw new Error(`asked for ${service} ${action}`)
        const where = [option('--region'), option('--secret-id'), option('--secret-string')].join(' ')
        if (where !== `eu-west-1 ${secretId} file:///dev/stdin`) throw new Error(`put ${where}`)
        this.put(option('--client-request-token'), input)
        return {}
      },
    }
  }

  private put(version: string, value: string): void {
    if (version.length < 32 || version.length > 64) throw new Error('a version id has 32 to 64 characters')
    const known = this.#versions.get(version)
    if (known !== undefined && known !== value) throw new Error('a version has one value for ever')
    if (known !== undefined) return
    this.#versions.set(version, value)
    this.previous = this.current
    this.current = value
  }
}

let zone: FakeSecret
let edge: FakeSecret
let memory: string
let told: string[]

beforeEach(() => {
  zone = new FakeSecret('made with the zone')
  edge = new FakeSecret('made with the edge')
  memory = '{}'
  told = []
})

const rotation = (releaseId: string, seed = 'seed of zone eu, which is long enough'): RotateOriginVerify => ({
  zone: zone.written('hemisphere/origin-verify'),
  edge: edge.written('hemisphere/edge/origin-verify-eu'),
  seed,
  memory: { read: async () => memory, write: async (text) => void (memory = text) },
  releaseId,
  tell: (line) => void told.push(line),
})
/** Whether the edge is let in: it sends its current value, and a zone takes two. */
const isLetIn = (): boolean => [zone.current, zone.previous].includes(edge.current)

async function release(releaseId: string): Promise<void> {
  await offerOriginVerify(rotation(releaseId))
  await takeOriginVerify(rotation(releaseId))
}

test('the first release gives zone and edge one value', async () => {
  await release('release-1')
  expect(edge.current).toMatch(/^[\da-f]{64}$/)
  expect(zone.current).toBe(edge.current)
})

test('each release has a value of its own, and the edge is let in at every moment', async () => {
  await release('release-1')
  const first = edge.current
  await offerOriginVerify(rotation('release-2'))
  expect([zone.previous, edge.current]).toEqual([first, first])
  expect(isLetIn()).toBe(true)
  await takeOriginVerify(rotation('release-2'))
  expect(edge.current).not.toBe(first)
  expect(isLetIn()).toBe(true)
})

describe('a release that stops half-way', () => {
  test('leaves the edge let in, however many follow that stop as well', async () => {
    await release('release-1')
    for (const stopped of ['release-2', 'release-3', 'release-4']) {
      await offerOriginVerify(rotation(stopped))
      expect(isLetIn()).toBe(true)
    }
    expect(told.at(-1)).toBe('the value that was offered last is offered again')
    await takeOriginVerify(rotation('release-4'))
    expect(zone.current).toBe(edge.current)
  })

  test('is finished by the next one with its own value', async () => {
    await release('release-1')
    await offerOriginVerify(rotation('release-2'))
    const offered = zone.current
    await release('release-3')
    expect(edge.current).toBe(offered)
  })

  test('may have stopped before its value was written', async () => {
    await release('release-1')
    zone.isDown = true
    await expect(offerOriginVerify(rotation('release-2'))).rejects.toThrow('ended with 254')
    zone.isDown = false
    await offerOriginVerify(rotation('release-3'))
    expect(isLetIn()).toBe(true)
    await takeOriginVerify(rotation('release-3'))
    expect(zone.current).toBe(edge.current)
  })

  test('may have stopped before the edge was written', async () => {
    await release('release-1')
    await offerOriginVerify(rotation('release-2'))
    edge.isDown = true
    await expect(takeOriginVerify(rotation('release-2'))).rejects.toThrow('ended with 254')
    edge.isDown = false
    await release('release-3')
    expect(zone.current).toBe(edge.current)
  })
})

test('a release that comes again changes nothing, since no template changes with it', async () => {
  await release('release-1')
  const before = edge.current
  await release('release-1')
  expect([zone.current, edge.current]).toEqual([before, before])
})

test('an earlier release that comes back has a value of its own', async () => {
  await release('release-1')
  const first = edge.current
  await release('release-2')
  await offerOriginVerify(rotation('release-1'))
  expect(isLetIn()).toBe(true)
  await takeOriginVerify(rotation('release-1'))
  expect(edge.current).not.toBe(first)
  expect(zone.current).toBe(edge.current)
})

test('an edge takes nothing that no zone was offered', async () => {
  await expect(takeOriginVerify(rotation('release-1'))).rejects.toThrow('no value was offered')
  expect(edge.current).toBe('made with the edge')
})

test('another seed makes other values, and none is made of an empty one', async () => {
  await release('release-1')
  const first = edge.current
  memory = '{}'
  await offerOriginVerify(rotation('release-1', 'seed of zone us, which is long enough'))
  expect(zone.current).not.toBe(first)
  await expect(takeOriginVerify(rotation('release-1', ''))).rejects.toThrow('the seed has 0 characters')
})

test('no value and no seed is told or remembered', async () => {
  await release('release-1')
  const seen = `${told.join(' ')} ${memory}`
  expect(seen).toContain('release-1')
  expect(seen).not.toContain(edge.current)
  expect(seen).not.toContain('seed of')
})
