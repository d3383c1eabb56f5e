import type { Finding, Look, Tenant } from '../evidence.ts'
import { placeOf } from '../file-place.ts'
import type { Evidence } from '../report.ts'

export const nordhem: Tenant = {
  id: '11111111-1111-4111-8111-111111111111',
  slug: 'nordhem',
  name: 'Nordhem',
  zone: 'eu',
  homeRegion: 'eu-west-1',
  epoch: 1,
}

export const harborThread: Tenant = {
  id: '22222222-2222-4222-8222-222222222222',
  slug: 'harbor-thread',
  name: 'Harbor Thread',
  zone: 'us',
  homeRegion: 'us-east-1',
  epoch: 1,
}

const look: Look = { store: 'home-eu-west-1 in eu-west-1', region: 'eu-west-1', how: 'select 1', found: 1 }

/** A row of nordhem in its home. */
export const rowAtHome: Finding = {
  kind: 'row',
  tenantId: nordhem.id,
  place: placeOf('eu-west-1'),
  store: 'home-eu-west-1 in eu-west-1',
  item: 'store.store',
  count: 12,
  bytes: 2_168,
  home: 'eu-west-1',
  member: 'writer',
  names: [],
  look: 0,
}

/** Two retailers, one of which has rows where they belong, with whatever a test changes. */
export function evidenceWith(change: Partial<Evidence>): Evidence {
  return {
    startedAt: '2026-11-25T01:02:03.000Z',
    endedAt: '2026-11-25T01:02:05.500Z',
    codeVersion: '46f3c2fe0000',
    tenants: [nordhem, harborThread],
    findings: [rowAtHome],
    links: [],
    waysOut: [],
    servers: [],
    caches: [],
    looks: [look],
    ...change,
  }
}
