import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { CompactSign } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { nextRegionStates, signRegionStates, verifyRegionStates, type RegionStates } from './region-states.ts'
import type { RegionStatus } from './region-status.ts'
import { createRegionStatusReader, type RegionStatusReader } from './region-statuses.ts'
import { twoZones } from './testing/region-maps.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519')
const active: RegionStatus = { state: 'active', writerEpoch: 1 }
const fenced: RegionStatus = { state: 'fenced', writerEpoch: 1 }

const sign = async (version: number, regions: RegionStates['regions']): Promise<string> =>
  signRegionStates({ version, regions }, privateKey)

/** Signed by the right key, whatever it says. */
async function signAnything(payload: unknown, header: object = { alg: 'EdDSA', typ: 'hemisphere-region-states+json' }): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(payload))).setProtectedHeader({ alg: 'EdDSA', ...header }).sign(privateKey)
}

describe('a change of one region', () => {
  const nowMs = 1_800_000_000_500

  test('is of a later version than any map of now, and leaves all else as it was', () => {
    const first = nextRegionStates(undefined, { region: 'eu-west-1', change: { state: 'fenced' }, nowMs })
    expect(first).toEqual({ version: 1_800_000_001, regions: { 'eu-west-1': { state: 'fenced', writerEpoch: 0 } } })
    const second = nextRegionStates(first, { region: 'us-east-1', change: { writerEpoch: 4 }, nowMs })
    expect(second.regions).toEqual({ ...first.regions, 'us-east-1': { state: 'active', writerEpoch: 4 } })
  })

  test('rises where the clock of whoever made the last one was ahead', () => {
    const last = { version: 2_000_000_000, regions: { 'eu-west-1': fenced } }
    expect(nextRegionStates(last, { region: 'eu-west-1', change: { state: 'active' }, nowMs })).toEqual({
      version: 2_000_000_001,
      regions: { 'eu-west-1': active },
    })
  })
})

describe('signed states', () => {
  test('are read as they were', async () => {
    const states = { version: 8, regions: { 'eu-west-1': fenced, 'us-east-1': { state: 'draining', writerEpoch: 3 } } } as const
    expect(verifyRegionStates(await signRegionStates(states, privateKey), publicKey)).toEqual(states)
  })

  test('of four regions fit into a value of the KeyValueStore twice over', async () => {
    const regions = Object.fromEntries(
      Object.keys(twoZones.regions).map((name) => [name, { state: 'draining', writerEpoch: 12_345 } as const]),
    )
    expect((await sign(Date.now(), regions)).length).toBeLessThan(512 + 128)
  })

  test.each([
    ['an unknown state', { version: 8, regions: { 'eu-west-1': { state: 'asleep', writerEpoch: 1 } } }, 'unknown state asleep'],
    ['a broken epoch', { version: 8, regions: { 'eu-west-1': { state: 'active', writerEpoch: 1.5 } } }, 'writer epoch 1.5'],
    ['no epoch', { version: 8, regions: { 'eu-west-1': { state: 'active' } } }, 'writer epoch undefined'],
    ['no version', { regions: { 'eu-west-1': active } }, 'version undefined'],
  ])('with %s are refused when read and not signed at all', async (_, states, message) => {
    const jws = await signAnything(states)
    expect(() => verifyRegionStates(jws, publicKey)).toThrow(message)
    // What types forbid can still be asked for.
    await expect(signRegionStates(states as RegionStates, privateKey)).rejects.toThrow(message)
  })

  test('above 1 KB are not signed', async () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`eu-west-${index}`, active]))
    await expect(sign(8, many)).rejects.toThrow('at most 1024 are allowed')
  })
})

describe('the statuses of regions', () => {
  const faults: Error[] = []
  let read: RegionStatusReader
  beforeEach(() => {
    faults.length = 0
    read = createRegionStatusReader({ map: twoZones, mapKey: publicKey, onFault: (fault) => faults.push(fault) })
  })
  const stateOf = (text: string | undefined, region = 'eu-west-1'): string | undefined => read(text).get(region)?.state
  const reasons = (): string => faults.map(({ cause }) => String(cause)).join()

  test('are the map’s at first', () => {
    expect(stateOf(undefined)).toBe('active')
    expect(stateOf(undefined, 'eu-central-1')).toBe('draining')
    expect(stateOf(undefined, 'us-west-2')).toBe('fenced')
  })

  test('follow each newer version, and are the map’s again for a region that it leaves out', async () => {
    expect(stateOf(await sign(8, { 'eu-west-1': fenced, 'eu-central-1': active }))).toBe('fenced')
    expect(stateOf(undefined)).toBe('fenced')
    const next = await sign(9, { 'eu-west-1': { state: 'active', writerEpoch: 2 } })
    expect(read(next).get('eu-west-1')).toEqual({ state: 'active', writerEpoch: 2 })
    expect(stateOf(next, 'eu-central-1')).toBe('draining')
    expect(faults).toEqual([])
  })

  test('stay when the version is the map’s own or older', async () => {
    expect(stateOf(await sign(7, { 'eu-west-1': fenced }))).toBe('active')
    expect(stateOf(await sign(6, { 'eu-west-1': fenced }))).toBe('active')
    expect(reasons()).toContain('version 7, wanted one above 7')
  })

  test('stay when an older document is put back', async () => {
    const old = await sign(8, { 'eu-west-1': active })
    read(old)
    read(await sign(9, { 'eu-west-1': fenced }))
    expect(stateOf(old)).toBe('fenced')
    expect(reasons()).toContain('version 8, wanted one above 9')
  })

  test.each<[string, () => Promise<string>, string]>([
    [
      'signed by somebody else',
      async () => signRegionStates({ version: 8, regions: { 'eu-west-1': fenced } }, other.privateKey),
      'somebody else',
    ],
    ['with an unknown region', () => sign(8, { 'eu-west-1': fenced, 'ap-south-1': active }), 'unknown region ap-south-1'],
    ['with the name of an object’s own method', () => sign(8, { 'eu-west-1': fenced, constructor: active }), 'unknown region constructor'],
    [
      'with an unknown state',
      () => signAnything({ version: 8, regions: { 'eu-west-1': { state: 'gone', writerEpoch: 1 } } }),
      'state gone',
    ],
    ['without regions', () => signAnything({ version: 8 }), 'TypeError'],
    ['that take a writer epoch back', () => sign(8, { 'eu-west-1': { state: 'fenced', writerEpoch: 0 } }), 'from writer epoch 1 to 0'],
    [
      'of another kind',
      () => signAnything({ version: 8, regions: { 'eu-west-1': fenced } }, { typ: 'hemisphere-region-map+json' }),
      'header',
    ],
    ['of no kind', () => signAnything({ version: 8, regions: { 'eu-west-1': fenced } }, {}), 'header'],
    [
      'with a key of their own',
      () => signAnything({ version: 8, regions: {} }, { typ: 'hemisphere-region-states+json', jwk: {} }),
      'header',
    ],
    ['that are too long', async () => 'x'.repeat(30_000), '30000 bytes'],
    ['that are no JWS', async () => 'active', 'no compact JWS'],
  ])('stay by states %s, told once', async (_, make, reason) => {
    const text = await make()
    for (let count = 0; count < 100; count += 1) expect(stateOf(text)).toBe('active')
    expect(faults.length).toBe(1)
    expect(reasons()).toContain(reason)
    expect(stateOf(await sign(8, { 'eu-west-1': fenced }))).toBe('fenced')
  })

  test('stay by a document that was changed after it was signed', async () => {
    const [header, payload = '', signature] = (await sign(8, { 'eu-west-1': active })).split('.')
    const forged = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('active', 'fenced')).toString('base64url')
    expect(stateOf(`${header}.${forged}.${signature}`)).toBe('active')
    expect(reasons()).toContain('somebody else')
  })

  test('are told of texts that take turns once each, and of a flood of them only as they come', () => {
    for (let count = 0; count < 50; count += 1) for (const text of ['a', 'b', 'c']) read(text)
    expect(faults.length).toBe(3)
    for (let count = 0; count < 1_000; count += 1) read(`text ${count}`)
    expect(faults.length).toBe(1_003)
  })
})

test('a key of another type verifies no states', async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const jws = await sign(8, { 'eu-west-1': active })
  expect(() => verifyRegionStates(jws, createPublicKey(rsa.privateKey))).toThrow('somebody else')
})
