import type { RetailerProfile } from './profile.ts'
import { cascadeSupply } from './profiles/cascade-supply.ts'
import { harborThread } from './profiles/harbor-thread.ts'
import { maisonLune } from './profiles/maison-lune.ts'
import { nordhem } from './profiles/nordhem.ts'

export type DemoTenant = {
  readonly slug: string
  readonly name: string
  readonly zone: 'eu' | 'us'
  readonly homeRegion: string
  readonly currencyCode: string
  /** IANA name of the time zone of its head office. */
  readonly timeZone: string
  readonly profile: RetailerProfile
}

/** The four tenants of the world on one machine, one a region. */
export const demoTenants: readonly DemoTenant[] = [
  {
    slug: 'nordhem',
    name: 'Nordhem',
    zone: 'eu',
    homeRegion: 'eu-west-1',
    currencyCode: 'EUR',
    timeZone: 'Europe/Amsterdam',
    profile: nordhem,
  },
  {
    slug: 'maison-lune',
    name: 'Maison Lune',
    zone: 'eu',
    homeRegion: 'eu-central-1',
    currencyCode: 'CHF',
    timeZone: 'Europe/Zurich',
    profile: maisonLune,
  },
  {
    slug: 'harbor-thread',
    name: 'Harbor Thread',
    zone: 'us',
    homeRegion: 'us-east-1',
    currencyCode: 'USD',
    timeZone: 'America/New_York',
    profile: harborThread,
  },
  {
    slug: 'cascade-supply',
    name: 'Cascade Supply',
    zone: 'us',
    homeRegion: 'us-west-2',
    currencyCode: 'CAD',
    timeZone: 'America/Vancouver',
    profile: cascadeSupply,
  },
]
