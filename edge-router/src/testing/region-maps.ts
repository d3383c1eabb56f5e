import type { RegionMap } from '../region-map.ts'

const origin = (domainName: string) => ({ domainName, port: 443, protocol: 'https' }) as const

const zone = (issuer: string, signInRegion: string) => ({ issuer, jwksUri: `${issuer}/.well-known/jwks.json`, signInRegion })

/** Two zones of two regions each, as the product has them. */
export const twoZones: RegionMap = {
  version: 7,
  zones: {
    eu: zone('https://issuer.eu.example', 'eu-west-1'),
    us: zone('https://issuer.us.example', 'us-east-1'),
  },
  regions: {
    'eu-west-1': { zone: 'eu', buddy: 'eu-central-1', state: 'active', writerEpoch: 1, origin: origin('eu-west-1.origin.example') },
    'eu-central-1': { zone: 'eu', buddy: 'eu-west-1', state: 'draining', writerEpoch: 1, origin: origin('eu-central-1.origin.example') },
    'us-east-1': { zone: 'us', buddy: 'us-west-2', state: 'active', writerEpoch: 1, origin: origin('us-east-1.origin.example') },
    'us-west-2': { zone: 'us', buddy: 'us-east-1', state: 'fenced', writerEpoch: 1, origin: origin('us-west-2.origin.example') },
  },
  companies: { nordhem: 'eu', 'harbor-thread': 'us' },
}
