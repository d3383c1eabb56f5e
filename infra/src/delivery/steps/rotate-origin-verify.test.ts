import { beforeEach, expect, test } from 'vitest'
import { offerOriginVerify, takeOriginVerify, type SecretHolder } from './rotate-origin-verify.ts'

/** A secret as Secrets Manager keeps it: a new value makes the current one the previous. */
class FakeSecret {
  current: string | undefined
  previous: string | undefined
  readonly #versions = new Map<string, string>()

  constructor(current?: string, previous?: string) {
    this.current = current
    this.previous = previous
  }

  holder(secretId: string): SecretHolder {
    return {
      region: 'eu-west-1',
      secretId,
      aws: async ([, action, ...rest], input) => {
        const option = (name: string): string | undefined => rest[rest.indexOf(name) + 1]
        if (option('--region') !== 'eu-west-1' || option('--secret-id') !== secretId) throw new Error('asked for another secret')
        if (action === 'list-secret-version-ids') {
          const stages = [...(this.current === undefined ? [] : ['AWSCURRENT']), ...(this.previous === undefined ? [] : ['AWSPREVIOUS'])]
          return { Versions: [...stages.map((stage) => ({ VersionStages: [stage] })), {}] }
        }
        if (action === 'get-secret-value')
          return { SecretString: option('--version-stage') === 'AWSCURRENT' ? this.current : this.previous }
        if (action !== 'put-secret-value' || input === undefined) throw new Error(`unexpected ${action}`)
        this.put(option('--client-request-token') ?? '', input)
        return {}
      },
    }
  }

  private put(version: string, value: string): void {
    if (version.length < 32 || version.length > 64) throw new Error('a version id has 32 to 64 characters')
    const known = this.#versions.get(version)
    if (known !== undefined && known !== value) throw new Error('a version has one value for ever')
    this.#versions.set(version, value)
    this.previous = this.current
    this.current = value
  }
}

let told: string[] = []
beforeEach(() => {
  told = []
})

const options = (zone: FakeSecret, edge: FakeSecret, releaseId = 'release-1') => ({
  zone: zone.holder('hemisphere/origin-verify'),
  edge: edge.holder('hemisphere/edge/origin-verify-eu'),
  releaseId,
  tell: (line: string): void => void told.push(line),
})

test('a zone that is offered a new value goes on to take that of the edge', async () => {
  const [zone, edge] = [new FakeSecret('old'), new FakeSecret('old')]
  await offerOriginVerify(options(zone, edge))
  expect(zone.current).toMatch(/^[\da-f]{64}$/)
  expect(zone.previous).toBe('old')
  expect(edge.current).toBe('old')
})

test('an edge that takes the new value sends what the zone has as current, and the zone is not touched', async () => {
  const [zone, edge] = [new FakeSecret('new', 'old'), new FakeSecret('old')]
  await takeOriginVerify(options(zone, edge))
  expect(edge.current).toBe('new')
  expect([zone.current, zone.previous]).toEqual(['new', 'old'])
})

test('a rotation that stopped half-way is taken up: the value of the edge stays good', async () => {
  const [zone, edge] = [new FakeSecret('old'), new FakeSecret('old')]
  await offerOriginVerify(options(zone, edge, 'release-1'))
  const offered = zone.current
  await offerOriginVerify(options(zone, edge, 'release-2'))
  expect([zone.current, zone.previous]).toEqual([offered, 'old'])
  await takeOriginVerify(options(zone, edge, 'release-2'))
  expect(edge.current).toBe(offered)
})

test('a zone that does not know the edge yet is given its value and a new one', async () => {
  const [zone, edge] = [new FakeSecret('made with the zone'), new FakeSecret('made with the edge')]
  await offerOriginVerify(options(zone, edge))
  expect(zone.previous).toBe('made with the edge')
  expect(zone.current).not.toBe('made with the zone')
})

test('taking twice changes nothing', async () => {
  const [zone, edge] = [new FakeSecret('new', 'old'), new FakeSecret('new', 'old')]
  await takeOriginVerify(options(zone, edge))
  expect([edge.current, edge.previous]).toEqual(['new', 'old'])
  expect(told).toEqual(['the edge has the value of the zone already'])
})

test('a secret that nobody made is told, and nothing is written', async () => {
  const zone = new FakeSecret('old')
  await expect(offerOriginVerify(options(zone, new FakeSecret()))).rejects.toThrow(
    'the edge has no value of hemisphere/edge/origin-verify-eu',
  )
  expect(zone.current).toBe('old')
  await expect(takeOriginVerify(options(new FakeSecret(), zone))).rejects.toThrow('the zone has no value of hemisphere/origin-verify')
})

test('no value is ever told', async () => {
  const [zone, edge] = [new FakeSecret('old'), new FakeSecret('old')]
  await offerOriginVerify(options(zone, edge))
  await takeOriginVerify(options(zone, edge))
  expect(told.join(' ')).not.toContain(zone.current)
  expect(told.join(' ')).not.toContain('old')
})
