import { topology } from '@hemisphere/topology/regions.ts'
import { expect, test } from 'vitest'
import { cognitoIssuer, createRegionMap, type RegionMapOptions } from './region-map.ts'

const options: RegionMapOptions = {
  deployment: { topology, domain: 'hemisphere.example' },
  userPools: { eu: 'eu-west-1_AAAAAAAAA', us: 'us-east-1_BBBBBBBBB' },
  companies: { nordhem: 'eu' },
  now: 1_800_000_000,
}

test('a region is reached at its own name within its zone, by HTTPS', () => {
  expect(createRegionMap(options).regions['us-west-2']).toEqual({
    zone: 'us',
    buddy: 'us-east-1',
    origin: { domainName: 'us-west-2.home.us.hemisphere.example', port: 443, protocol: 'https' },
    state: 'active',
    writerEpoch: 0,
  })
})

test('a zone’s issuer has the form that a pool with a replica signs with', () => {
  expect(createRegionMap(options).zones['eu']).toEqual({
    issuer: 'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AAAAAAAAA',
    jwksUri: 'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AAAAAAAAA/.well-known/jwks.json',
    signInRegion: 'eu-west-1',
  })
})

test('the user pool of another region is none of the zone’s', () => {
  expect(() => cognitoIssuer('eu-west-1', 'us-east-1_BBBBBBBBB')).toThrow('wanted one of eu-west-1')
  expect(() => createRegionMap({ ...options, userPools: {} })).toThrow('no user pool of zone eu')
})

test('what is fenced stays so, by a map that is newer than what fenced it', () => {
  const published = { version: 1_900_000_000, regions: { 'eu-west-1': { state: 'fenced', writerEpoch: 4 } } } as const
  const { version, regions } = createRegionMap({ ...options, published })
  expect(version).toBe(1_900_000_001)
  expect(regions['eu-west-1']).toMatchObject({ state: 'fenced', writerEpoch: 4 })
  expect(regions['eu-central-1']).toMatchObject({ state: 'active', writerEpoch: 0 })
})

test('a map is as new as the second in which it was made', () => {
  expect(createRegionMap({ ...options, published: { version: 5, regions: {} } }).version).toBe(1_800_000_000)
})
