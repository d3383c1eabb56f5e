import { findPlacementBySlug } from '@hemisphere/identity/directory/placement.ts'
import {
  insertClient,
  insertStartingPermissionSets,
  insertTenant,
  insertUser,
  openDirectory,
} from '@hemisphere/identity/directory/write-directory.ts'
import { placeTenant } from '@hemisphere/operations/placement/place-tenant.ts'
import { untilFollowed } from '@hemisphere/operations/promote/until-followed.ts'
import { writerOf } from '@hemisphere/operations/promote/promote-home.ts'
import { regionNamed } from '@hemisphere/topology/regions.ts'
import type { ZoneConnections } from '../zone-connections.ts'
import type { NewTenant } from './new-tenant.ts'

/** Somebody's `sub` at the zone's user pool, who is invited when the pool does not know them yet. */
export type Invite = (email: string) => Promise<string>

export interface AddTenant {
  readonly zone: string
  readonly tenant: NewTenant
  /** Absent where the user pool takes nobody: then everybody has to bring a subject. */
  readonly invite: Invite | undefined
  readonly tell: (line: string) => void
}

/**
 * Makes a tenant: its people at the user pool, its rows in the zone's directory, all or none of them, and its placement at home.
 * Repeating it changes nothing; somebody more in the same order comes in. A home outside of the zone is refused before anything is done.
 */
export async function addTenant(connections: ZoneConnections, { zone, tenant, invite, tell }: AddTenant): Promise<void> {
  const { slug, homeRegion } = tenant
  if (regionNamed(homeRegion).zone !== zone)
    throw new Error(`got home region ${homeRegion}, wanted one of zone ${zone}: a tenant's data never leaves its zone`)
  const home = await writerOf(await connections.home(homeRegion))
  const directoryDatabase = await connections.directory(zone)
  const owner = await connections.directoryOwner((await writerOf(directoryDatabase)).region)
  const known = await findPlacementBySlug(owner, slug)
  const people = await subjectsOf(tenant, invite)
  await openDirectory(owner)
    .transaction()
    .execute(async (directory) => {
      const tenantId = await insertTenant(directory, { ...tenant, zone })
      const permissionSets = await insertStartingPermissionSets(directory, tenantId)
      for (const { email, role, subject } of people)
        await insertUser(directory, { tenantId, email, role, subject, permissionSetId: permissionSets[role] })
      if (tenant.partner !== undefined)
        await insertClient(directory, { ...tenant.partner, tenantId, permissionSetId: permissionSets.partner })
    })
  const placement = await findPlacementBySlug(owner, slug)
  if (placement === undefined) throw new Error(`tenant ${slug} was written and is not there`)
  if (placement.homeRegion === homeRegion) await placeTenant(home.owner, placement)
  else tell(`${slug} has moved to ${placement.homeRegion} and stays there`)
  // Whoever signs in next may be answered by another member.
  await untilFollowed(directoryDatabase)
  tell(
    `${slug} ${known === undefined ? 'is' : 'was'} at home in ${placement.homeRegion}, epoch ${placement.epoch}; ${people.length} may sign in`,
  )
}

interface KnownPerson {
  readonly email: string
  readonly role: NewTenant['people'][number]['role']
  readonly subject: string
}

async function subjectsOf({ people }: NewTenant, invite: Invite | undefined): Promise<readonly KnownPerson[]> {
  const without = people.filter(({ subject }) => subject === undefined).length
  if (without > 0 && invite === undefined)
    throw new Error(
      `${without} of ${people.length} people have no subject, and nobody can be invited here: only the user pool's first region does`,
    )
  const known: KnownPerson[] = []
  for (const { email, role, subject } of people) {
    const found = subject ?? (await invite?.(email))
    if (found === undefined) throw new Error('the user pool has given no subject')
    known.push({ email, role, subject: found })
  }
  return known
}
