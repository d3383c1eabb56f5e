import { CompactSign, generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { signRegionMap, verifyRegionMap, zoneOfIssuer, type RegionMap } from './region-map.ts'
import { twoZones } from './testing/region-maps.ts'

const { privateKey, publicKey } = await generateKeyPair('EdDSA')
const any = { minimumVersion: 1 }

test('a signed map is read as it was', async () => {
  expect(await verifyRegionMap(await signRegionMap(twoZones, privateKey), publicKey, { minimumVersion: 7 })).toEqual(twoZones)
})

test('a map of a lower version is refused', async () => {
  const jws = await signRegionMap(twoZones, privateKey)
  await expect(verifyRegionMap(jws, publicKey, { minimumVersion: 8 })).rejects.toThrow('version 7, wanted at least 8')
})

test('a map that was changed after it was signed is refused', async () => {
  const [header, , signature] = (await signRegionMap(twoZones, privateKey)).split('.')
  const forged = Buffer.from(JSON.stringify({ ...twoZones, companies: { nordhem: 'us' } })).toString('base64url')
  await expect(verifyRegionMap(`${header}.${forged}.${signature}`, publicKey, any)).rejects.toThrow('signature verification failed')
})

test('a map of another signer is refused', async () => {
  const other = await generateKeyPair('EdDSA')
  await expect(verifyRegionMap(await signRegionMap(twoZones, other.privateKey), publicKey, any)).rejects.toThrow(
    'signature verification failed',
  )
})

test('another kind of text with a good signature is refused', async () => {
  const jws = await new CompactSign(Buffer.from(JSON.stringify(twoZones))).setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' }).sign(privateKey)
  await expect(verifyRegionMap(jws, publicKey, any)).rejects.toThrow('is a JWT')
})

const west = twoZones.regions['us-west-2']
const contradictions: readonly (readonly [string, Partial<RegionMap> | object, string])[] = [
  ['a region in an unknown zone', { regions: { ...twoZones.regions, 'ap-south-1': { ...west, zone: 'ap' } } }, 'unknown zone ap'],
  ['a buddy in another zone', { regions: { ...twoZones.regions, 'us-west-2': { ...west, buddy: 'eu-west-1' } } }, 'the buddy eu-west-1'],
  [
    'a region that is its own buddy',
    { regions: { ...twoZones.regions, 'us-west-2': { ...west, buddy: 'us-west-2' } } },
    'the buddy us-west-2',
  ],
  ['an unknown state', { regions: { ...twoZones.regions, 'us-west-2': { ...west, state: 'asleep' } } }, 'unknown state asleep'],
  [
    'a writer epoch that is no whole number',
    { regions: { ...twoZones.regions, 'us-west-2': { ...west, writerEpoch: 0.5 } } },
    'the writer epoch 0.5',
  ],
  [
    'a zone that signs in elsewhere',
    { zones: { ...twoZones.zones, eu: { ...twoZones.zones['eu'], signInRegion: 'us-east-1' } } },
    'zone eu sign in at us-east-1',
  ],
  [
    'keys that come over plain HTTP',
    { zones: { ...twoZones.zones, eu: { ...twoZones.zones['eu'], jwksUri: 'http://issuer.eu.example/jwks.json' } } },
    'wanted an https address',
  ],
  ['a company in an unknown zone', { companies: { nordhem: 'moon' } }, 'company nordhem into the unknown zone moon'],
  ['two zones with one issuer', { zones: { eu: twoZones.zones['eu'], us: twoZones.zones['eu'] } }, 'the same issuer'],
  ['a version that is no whole number', { version: 1.5 }, 'version 1.5'],
]

describe('a map that contradicts itself', () => {
  test.each(contradictions)('by %s is refused when read and not signed at all', async (_, change, message) => {
    const wrong = { ...twoZones, ...change }
    const header = { alg: 'EdDSA', typ: 'hemisphere-region-map+json' }
    const jws = await new CompactSign(Buffer.from(JSON.stringify(wrong))).setProtectedHeader(header).sign(privateKey)
    await expect(verifyRegionMap(jws, publicKey, any)).rejects.toThrow(message)
    await expect(signRegionMap(wrong, privateKey)).rejects.toThrow(message)
  })
})

test('an issuer belongs to its zone, an unknown one to none', () => {
  expect(zoneOfIssuer(twoZones, 'https://issuer.us.example')).toBe('us')
  expect(zoneOfIssuer(twoZones, 'https://issuer.us.example/')).toBeUndefined()
})
