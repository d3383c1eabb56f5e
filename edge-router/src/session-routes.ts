import type { CloudFrontRequest } from 'aws-lambda'
import { readCookie } from './cookies.ts'
import { EdgeRefusal } from './error-answer.ts'
import type { MappedRegion, RegionMap } from './region-map.ts'
import type { RegionStatuses } from './region-statuses.ts'

const sessionCookie = '__Host-hemisphere-session'
const signInCookie = '__Host-hemisphere-sign-in'

type ZoneFinder = (map: RegionMap, request: CloudFrontRequest) => string

export interface SessionRoute {
  readonly method: 'GET' | 'POST'
  readonly findZone: ZoneFinder
}

/** Between sign-in and callback there may be a session, too, perhaps of another zone: the sign-in that is under way is meant. */
const underWay: ZoneFinder = (map, request) => zoneOfCookie(map, request, [signInCookie, sessionCookie])
const signedIn: ZoneFinder = (map, request) => zoneOfCookie(map, request, [sessionCookie, signInCookie])

/** What browsers ask to sign in and out. The gateways of the zone where the session is kept answer. */
export const sessionRoutes: ReadonlyMap<string, SessionRoute> = new Map([
  ['/session/sign-in', { method: 'GET', findZone: (map, request) => zoneOfCompany(map, request.querystring) }],
  ['/session/callback', { method: 'GET', findZone: underWay }],
  ['/session', { method: 'GET', findZone: signedIn }],
  ['/session/refresh', { method: 'POST', findZone: signedIn }],
  ['/session/sign-out', { method: 'POST', findZone: signedIn }],
  ['/session/sign-out-everywhere', { method: 'POST', findZone: signedIn }],
])

/** The zone of the one company that a query names; BAD_USER_INPUT without one, NOT_FOUND for a company that is none. */
export function zoneOfCompany(map: RegionMap, querystring: string): string {
  const [company = '', ...others] = new URLSearchParams(querystring).getAll('company')
  if (company === '' || others.length > 0)
    throw new EdgeRefusal('BAD_USER_INPUT', 'got no company, or several, wanted one slug as in ?company=slug')
  const zone = Object.hasOwn(map.companies, company) ? map.companies[company] : undefined
  if (zone === undefined) throw new EdgeRefusal('NOT_FOUND', `no company is known by the slug ${JSON.stringify(company.slice(0, 80))}`)
  return zone
}

/** The region that answers for sessions of a zone: its sign-in region, or that one's buddy. REGION_UNAVAILABLE with both fenced. */
export function findSignInRegion(map: RegionMap, statuses: RegionStatuses, zone: string): MappedRegion {
  const { signInRegion = '' } = map.zones[zone] ?? {}
  const buddy = map.regions[signInRegion]?.buddy ?? ''
  const serving = [signInRegion, buddy].find((name) => statuses.get(name)?.state !== 'fenced')
  const region = serving === undefined ? undefined : map.regions[serving]
  if (region === undefined) throw new EdgeRefusal('REGION_UNAVAILABLE', 'the sessions of this zone are out of service', 30)
  return region
}

/** `<zone>.<random>`: the random part is the gateway's to judge. */
const cookiePattern = /^([a-z0-9-]{1,32})\.[\w-]{16,128}$/

function zoneOfCookie(map: RegionMap, { headers }: CloudFrontRequest, names: readonly string[]): string {
  const value = names.map((name) => readCookie(headers, name)).find((found) => found !== undefined)
  if (value === undefined) throw new EdgeRefusal('UNAUTHENTICATED', 'got no cookie of a session')
  const zone = cookiePattern.exec(value)?.[1]
  if (zone === undefined || !Object.hasOwn(map.zones, zone))
    throw new EdgeRefusal('UNAUTHENTICATED', 'the cookie of the session is none of ours')
  return zone
}
