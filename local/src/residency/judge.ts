import type { Finding, Link, Place, Tenant, WayOut } from './evidence.ts'

export type Verdict = 'home' | 'zone' | 'exception' | 'violation'

export interface Judgement {
  readonly verdict: Verdict
  /** Why it is an exception or a violation; empty for what lies where it belongs. */
  readonly reason: string
}

export type JudgedFinding = Finding & Judgement

/** What anybody anywhere may learn of a tenant, and why. */
export const globalByDesign: readonly { readonly what: string; readonly why: string }[] = [
  {
    what: "The company's short name (slug) and its zone, in the region map at the edge",
    why: 'Who signs in types the short name of the company; the edge answers with the issuer of its zone. A map of companies takes the place of an index of people: no address, no person and no id of a tenant is in it.',
  },
  {
    what: 'Regions with their zones, their addresses and their states, in the same map',
    why: 'The edge sends each request to the home region that its token names. They say nothing of a tenant.',
  },
  {
    what: 'Public keys of the issuers',
    why: 'The edge verifies every token by itself. A public key opens nothing and names nobody.',
  },
  {
    what: 'Requests and answers on their way',
    why: 'A request enters at the edge location nearest to its sender, wherever that person is, and goes on to the home region; the answer takes the same way back and is not kept (no-store). Edge logs hold neither token nor tenant.',
  },
]

/** What this report does not see, said so that nobody takes silence for proof. */
export const notSeen: readonly string[] = [
  'Memory of running processes: a gateway keeps placements, permissions and open requests of its own zone for seconds.',
  'Rows whose columns name no tenant: a table with `tenant_id` is counted by it; of other tables every row is searched for the tenant’s id, short name and name.',
  'Blocks of a disk that were freed and not yet overwritten, and the write-ahead log, which goes to the replicas listed here and nowhere else.',
  'Files outside of the state folder, such as CSV files that were imported and the files of refused rows beside them: they are with whoever ran the import.',
  'Program text that Node.js keeps compiled (`compile-cache` in the state folder), and data within PostgreSQL’s files other than through their servers.',
  'Regions here are processes and folders of one machine. In AWS the same questions go to the same kinds of stores in regions far apart.',
]

/** Deny first: what is in the tenant's zone is well, what has a reason is an exception, all else is a violation. */
export function judge(finding: Finding, tenants: ReadonlyMap<string, Tenant>): Judgement {
  const { place, claims, tenantId, kind } = finding
  if (claims !== undefined && !(place.kind === 'region' && place.zone === claims))
    return violation(`it belongs to zone ${claims} by its own words and lies in ${nameOfPlace(place)}`)
  if (tenantId === undefined) return { verdict: 'exception', reason: 'it names no tenant' }
  const tenant = tenants.get(tenantId)
  if (tenant === undefined) return violation('no directory of any zone knows this tenant')
  if (place.kind === 'machine') return { verdict: 'exception', reason: place.why }
  if (place.kind === 'global') return judgeGlobal(finding)
  if (place.kind === 'unknown') return violation(`nobody can say in which zone it lies, wanted zone ${tenant.zone}`)
  if (tenant.zone === undefined) return violation('directories contradict each other about the zone of this tenant')
  if (place.zone !== tenant.zone) return violation(`it lies in zone ${place.zone}, wanted zone ${tenant.zone}`)
  if (finding.home === undefined) return { verdict: 'zone', reason: '' }
  if (finding.home === tenant.homeRegion) return { verdict: 'home', reason: '' }
  return {
    verdict: 'exception',
    reason:
      kind === 'placement'
        ? 'word of where the tenant went, left for those who come with an older token; within the zone'
        : 'left in another home of the same zone, by a move that is under way or did not end',
  }
}

function judgeGlobal({ names, store }: Finding): Judgement {
  const more = names.filter((name) => name !== 'slug')
  if (more.length > 0)
    return violation(`it is everywhere and names the tenant by its ${more.join(' and ')}; only the short name may be known everywhere`)
  if (store.startsWith('logs/')) return violation('a log that belongs to no zone names the tenant')
  return { verdict: 'exception', reason: 'global by design: the short name leads a person to the issuer of the zone' }
}

/** Data may stream within a zone alone. */
export function judgeLink({ from, to }: Link): Judgement {
  if (from.kind !== 'region') return violation(`its source is ${nameOfPlace(from)}`)
  if (to.kind !== 'region') return violation(`it goes to ${nameOfPlace(to)}`)
  if (from.zone !== to.zone) return violation(`it leads from zone ${from.zone} to zone ${to.zone}`)
  return { verdict: 'zone', reason: '' }
}

/** Nothing that could lead out of a zone is there by design. */
export function judgeWayOut({ place }: WayOut): Judgement {
  return violation(`it could lead out of ${nameOfPlace(place)}, and nobody has said where to`)
}

export function nameOfPlace(place: Place): string {
  switch (place.kind) {
    case 'region':
      return `zone ${place.zone} (${place.region})`
    case 'global':
      return 'everywhere'
    case 'machine':
      return 'this machine'
    case 'unknown':
      return 'a place that nobody knows'
  }
}

function violation(reason: string): Judgement {
  return { verdict: 'violation', reason }
}
