import type { CloudFrontResultResponse } from 'aws-lambda'
import { answer } from './error-answer.ts'
import type { RegionMap } from './region-map.ts'
import { zoneOfCompany } from './session-routes.ts'

export const realmPath = '/.well-known/hemisphere/realm'

const maxAgeSeconds = 300

/**
 * Home-realm discovery: the issuer where the people of a company sign in, as `{ issuer }`.
 * Companies alone are known at the edge, never people.
 */
export function realmAnswer(map: RegionMap, querystring: string): CloudFrontResultResponse {
  const issuer = map.zones[zoneOfCompany(map, querystring)]?.issuer
  return answer(200, 'OK', JSON.stringify({ issuer }), {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': `public, max-age=${maxAgeSeconds}`,
  })
}
