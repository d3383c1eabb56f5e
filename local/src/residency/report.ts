import { globalByDesign, judge, judgeLink, judgeWayOut, nameOfPlace, notSeen, type Judgement, type JudgedFinding } from './judge.ts'
import type { Cache, Finding, Link, Look, Place, Server, Tenant, WayOut } from './evidence.ts'

/** All that the looks of one run have brought. */
export interface Evidence {
  /** Instants, RFC 3339 in UTC. */
  readonly startedAt: string
  readonly endedAt: string
  readonly codeVersion: string
  readonly tenants: readonly Tenant[]
  readonly findings: readonly Finding[]
  readonly links: readonly Link[]
  readonly waysOut: readonly WayOut[]
  readonly servers: readonly Server[]
  readonly caches: readonly Cache[]
  readonly looks: readonly Look[]
}

/** `incomplete`: nothing was found amiss, and not everything could be looked at. */
export type Outcome = 'holds' | 'violated' | 'incomplete'

export interface TenantReport extends Tenant {
  readonly outcome: Outcome
  readonly findings: readonly JudgedFinding[]
}

/** Something that is not where it belongs, in words. */
export interface Violation {
  /** Undefined for what names no tenant. */
  readonly tenantId: string | undefined
  readonly what: string
  readonly where: string
  readonly reason: string
  readonly look: number
}

export interface ResidencyReport extends Omit<Evidence, 'tenants' | 'findings' | 'links' | 'waysOut'> {
  readonly format: 'hemisphere-residency-report'
  readonly formatVersion: 1
  readonly outcome: Outcome
  readonly tenants: readonly TenantReport[]
  /** What names no tenant, or one that no directory knows. */
  readonly ofNoTenant: readonly JudgedFinding[]
  readonly violations: readonly Violation[]
  readonly links: readonly (Link & Judgement)[]
  readonly failedLooks: readonly Look[]
  readonly globalByDesign: typeof globalByDesign
  readonly notSeen: typeof notSeen
}

/** Judges evidence. Without tenants or looks nothing is proved: the report is incomplete. */
export function makeReport({ tenants, findings, links, waysOut, ...rest }: Evidence): ResidencyReport {
  const known = new Map(tenants.map((tenant) => [tenant.id, tenant]))
  const judged = findings.map((finding): JudgedFinding => ({ ...finding, ...judge(finding, known) }))
  const judgedLinks = links.map((link) => ({ ...link, ...judgeLink(link) }))
  const failedLooks = rest.looks.filter(({ failure }) => failure !== undefined)
  const violations = [
    ...judged.filter(isViolation).map(ofFinding),
    ...judgedLinks
      .filter(isViolation)
      .map(({ what, from, to, reason, look }) => ofNobody(what, `${nameOfPlace(from)} → ${nameOfPlace(to)}`, reason, look)),
    ...waysOut.map((way) => ofNobody(way.what, nameOfPlace(way.place), judgeWayOut(way).reason, way.look)),
  ]
  const unproved = failedLooks.length > 0 || tenants.length === 0
  const outcomeOf = (broken: readonly unknown[]): Outcome => (broken.length > 0 ? 'violated' : unproved ? 'incomplete' : 'holds')
  return {
    format: 'hemisphere-residency-report',
    formatVersion: 1,
    ...rest,
    outcome: outcomeOf(violations),
    tenants: tenants.map((tenant) => {
      const own = judged.filter(({ tenantId }) => tenantId === tenant.id)
      return { ...tenant, outcome: outcomeOf(own.filter(isViolation)), findings: own }
    }),
    ofNoTenant: judged.filter(({ tenantId }) => tenantId === undefined || !known.has(tenantId)),
    violations,
    links: judgedLinks,
    failedLooks,
    globalByDesign,
    notSeen,
  }
}

function isViolation({ verdict }: Judgement): boolean {
  return verdict === 'violation'
}

function ofFinding({ tenantId, kind, count, item, store, place, reason, look }: JudgedFinding): Violation {
  return { tenantId, what: `${count} × ${kind}: ${item}`, where: `${store}, ${nameOfPlace(place)}`, reason, look }
}

function ofNobody(what: string, where: string, reason: string, look: number): Violation {
  return { tenantId: undefined, what, where, reason, look }
}

/** Findings of one tenant in one region, or in none. */
export function findingsAt(findings: readonly JudgedFinding[], place: Place['kind'], region?: string): readonly JudgedFinding[] {
  return findings.filter((finding) => finding.place.kind === place && (finding.place.kind !== 'region' || finding.place.region === region))
}
