import type pg from 'pg'
import { z } from 'zod'
import type { LookBook } from './look-book.ts'
import type { Member } from './members.ts'
import type { NamedTenant } from './tenant-names.ts'

const tenantRow = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  zone: z.string(),
  home_region: z.string(),
  placement_epoch: z.int(),
  people: z.array(z.string()),
  clients: z.array(z.string()),
})

const query = `select id::text, slug, name, zone, home_region, placement_epoch,
  array(select lower(person) from directory.app_user, unnest(array[subject, email]) person where tenant_id = tenant.id and person is not null)
    || array(select lower(subject) from directory.federated_identity where tenant_id = tenant.id) as people,
  array(select word from directory.client, unnest(array[client_id, name]) word where tenant_id = tenant.id) as clients
from directory.tenant`

/**
 * Every tenant of every directory, asked of each member. Where two directories say different things of the zone of one, it has
 * none; a member that does not answer is made up for by the other one.
 */
export async function collectTenants(book: LookBook, members: readonly Member[]): Promise<readonly NamedTenant[]> {
  const tenants = new Map<string, NamedTenant>()
  const directories = members.filter(({ plan }) => plan.home === undefined)
  const answers = directories.map((member) =>
    book.look({ store: member.store, region: member.region, how: query }, () => member.read(member.plan.dbname, askTenants), []),
  )
  for (const tenant of (await Promise.all(answers)).flat()) {
    const known = tenants.get(tenant.id)
    tenants.set(tenant.id, known === undefined ? tenant : merge(known, tenant))
  }
  return [...tenants.values()].toSorted((one, other) => one.slug.localeCompare(other.slug))
}

async function askTenants(client: pg.Client) {
  const { rows } = await client.query(query)
  const result = z
    .array(tenantRow)
    .parse(rows)
    .map(({ home_region: homeRegion, placement_epoch: epoch, ...rest }): NamedTenant => ({ ...rest, homeRegion, epoch }))
  return { found: result.length, result }
}

/** A replica may be an epoch behind: the later one counts. */
function merge(one: NamedTenant, other: NamedTenant): NamedTenant {
  const later = other.epoch > one.epoch ? other : one
  return {
    ...later,
    zone: one.zone === other.zone ? one.zone : undefined,
    people: [...new Set([...one.people, ...other.people])],
    clients: [...new Set([...one.clients, ...other.clients])],
  }
}
