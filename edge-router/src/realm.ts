import type { CloudFrontResultResponse } from 'aws-lambda'
import { answer, EdgeRefusal } from './error-answer.ts'
import type { RegionMap } from './region-map.ts'

export const realmPath = '/.well-known/hemisphere/realm'

const maxAgeSeconds = 300

/**
 * Home-realm discovery: the issuer where the people of a company sign in, as `{ issuer }`.
 * Companies alone are known at the edge, never people.
 */
export function realmAnswer(map: RegionMap, querystring: string): CloudFrontResultResponse {
  const company = new URLSearchParams(querystring).get('company')
  if (company === null || company === '') throw new EdgeRefusal('BAD_USER_INPUT', 'got no company, wanted its slug as in ?company=slug')
  const zone = Object.hasOwn(map.companies, company) ? map.companies[company] : undefined
  const issuer = zone === undefined ? undefined : map.zones[zone]?.issuer
  if (issuer === undefined) throw new EdgeRefusal('NOT_FOUND', `no company is known by the slug ${JSON.stringify(company.slice(0, 80))}`)
  return answer(200, 'OK', JSON.stringify({ issuer }), {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': `public, max-age=${maxAgeSeconds}`,
  })
}
