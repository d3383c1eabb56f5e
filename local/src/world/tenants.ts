import { createHash } from 'node:crypto'
import type { Role } from '@hemisphere/identity/directory/roles.ts'
import { demoTenants } from '../demo/demo-tenants.ts'
import type { RetailerProfile } from '../demo/profile.ts'
import { regionNamed, type RegionName, type ZoneName } from '@hemisphere/topology/regions.ts'

/** A retailer of the world. */
export interface WorldTenant {
  readonly slug: string
  readonly name: string
  readonly zone: ZoneName
  readonly homeRegion: RegionName
  readonly currencyCode: string
  readonly timeZone: string
  /** What is simulated for it; undefined for one that begins without data. */
  readonly profile: RetailerProfile | undefined
}

/** The four tenants of `npm start`, one a region. */
export const simulatedTenants: readonly WorldTenant[] = demoTenants.map((tenant) => {
  const { name: homeRegion, zone } = regionNamed(tenant.homeRegion)
  return { ...tenant, homeRegion, zone }
})

/** A tenant without data, to import into. */
export const emptyTenant: WorldTenant = {
  slug: 'atelier-zero',
  name: 'Atelier Zero',
  zone: 'eu',
  homeRegion: 'eu-west-1',
  currencyCode: 'GBP',
  timeZone: 'Europe/London',
  profile: undefined,
}

// Any constant serves: it keeps these ids apart from those that others make of the same names.
const namespace = Buffer.from('7c9e6f0a1f5b4c0e9d3a2b8e4f6d7a10', 'hex')

/** A tenant's id, the same in every world: a UUID of version 5 (RFC 9562, section 5.5). */
export function tenantIdOf(slug: string): string {
  const bytes = createHash('sha1').update(namespace).update(slug).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The partner client of a tenant. */
export function partnerOf(slug: string): string {
  return `partner@${slug}`
}

/** The roles of which every tenant has one user. */
export const demoRoles = ['viewer', 'planner', 'merchandiser', 'analyst', 'admin'] as const satisfies readonly Role[]

/** Sign-in name of a demo user. */
export function emailOf(role: string, slug: string): string {
  return `${role}@${slug}.example`
}
