import type { RegionMap } from '../region-map.ts'

const origin = (domainName: string) => ({ domainName, port: 443, protocol: 'https' }) as const

/** Two zones of two regions each, as the product has them. */
export const twoZones: RegionMap = {
  version: 7,
  zones: {
    eu: { issuer: 'https://issuer.eu.example', jwksUri: 'https://issuer.eu.example/.well-known/jwks.json' },
    us: { issuer: 'https://issuer.us.example', jwksUri: 'https://issuer.us.example/.well-known/jwks.json' },
  },
  regions: {
    'eu-west-1': { zone: 'eu', buddy: 'eu-central-1', state: 'active', origin: origin('eu-west-1.origin.example') },
    'eu-central-1': { zone: 'eu', buddy: 'eu-west-1', state: 'draining', origin: origin('eu-central-1.origin.example') },
    'us-east-1': { zone: 'us', buddy: 'us-west-2', state: 'active', origin: origin('us-east-1.origin.example') },
    'us-west-2': { zone: 'us', buddy: 'us-east-1', state: 'fenced', origin: origin('us-west-2.origin.example') },
  },
  companies: { nordhem: 'eu', 'harbor-thread': 'us' },
}
