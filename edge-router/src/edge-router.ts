import { createPublicKey } from 'node:crypto'
import type { CloudFrontRequest, CloudFrontRequestEvent, CloudFrontRequestResult, CloudFrontResultResponse } from 'aws-lambda'
import { createAccessTokenVerifier, type AccessTokenVerifier } from './access-token.ts'
import type { BakedData } from './baked-data.ts'
import { answer, EdgeRefusal, errorAnswer } from './error-answer.ts'
import { findToken } from './find-token.ts'
import { findHome } from './home-origin.ts'
import { createIssuerKeys } from './issuer-keys.ts'
import { realmAnswer, realmPath } from './realm.ts'
import { verifyRegionMap, type RegionMap } from './region-map.ts'
import { createRegionStatusReader, type RegionStatusReader } from './region-statuses.ts'
import { sendOn } from './send-on.ts'
import { findSignInRegion, sessionRoutes } from './session-routes.ts'

export type EdgeRouter = (event: CloudFrontRequestEvent) => Promise<CloudFrontRequestResult>

export interface EdgeRouterOptions {
  /** Asks issuers for keys that the build didn't know, and nothing else. */
  readonly fetch: typeof fetch
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Told each fault that is ours; no part of a request is in it. */
  readonly onFault: (fault: Error) => void
}

interface Ready {
  readonly map: RegionMap
  readonly verifyToken: AccessTokenVerifier
  readonly readStatuses: RegionStatusReader
}

const graphMethods = ['GET', 'POST', 'OPTIONS']
const realmMethods = ['GET', 'HEAD']
const statesHeader = 'x-hemisphere-region-states'

/**
 * The origin-request function: sends each request to its tenant's home region, or ends it here with an error in our shape.
 * It resolves when all that a request needs is in memory. It fails closed: without a genuine region map and keys that are such
 * every request is REGION_UNAVAILABLE.
 */
export async function createEdgeRouter(baked: BakedData, options: EdgeRouterOptions): Promise<EdgeRouter> {
  const { onFault } = options
  const ready = await prepare(baked, options).catch((error: unknown) => {
    onFault(new Error('the function has no data to route by', { cause: error }))
    return undefined
  })

  return async (event) => {
    const record = event.Records[0]
    if (record === undefined) throw new Error('the event has no record')
    const { config, request } = record.cf
    try {
      if (ready === undefined) return unavailable(config.requestId)
      return await route(ready, request, config.requestId)
    } catch (error) {
      return refuse(error, config.requestId)
    }
  }

  function refuse(error: unknown, requestId: string): CloudFrontResultResponse {
    if (error instanceof EdgeRefusal) {
      const { code, message, retryAfterSeconds } = error
      return errorAnswer({ code, message, requestId, retryAfterSeconds })
    }
    onFault(new Error('a request was not routed', { cause: error }))
    return unavailable(requestId)
  }
}

async function prepare(baked: BakedData, { fetch, now, onFault }: EdgeRouterOptions): Promise<Ready> {
  const map = await verifyRegionMap(baked.regionMap, baked.mapKey, { minimumVersion: baked.minimumMapVersion ?? 1 })
  const mapKey = createPublicKey({ key: baked.mapKey, format: 'jwk' })
  const jwksUris = new Map(Object.values(map.zones).map(({ issuer, jwksUri }) => [issuer, jwksUri]))
  const keys = createIssuerKeys({ baked: baked.keys, jwksUris, fetch, now, onFault })
  return {
    map,
    verifyToken: createAccessTokenVerifier({ keys, now }),
    readStatuses: createRegionStatusReader({ map, mapKey, onFault }),
  }
}

async function route(ready: Ready, request: CloudFrontRequest, requestId: string): Promise<CloudFrontRequestResult> {
  const { map, verifyToken, readStatuses } = ready
  const { uri, method, headers } = request
  if (uri === realmPath)
    return realmMethods.includes(method) ? realmAnswer(map, request.querystring) : wrongMethod(method, realmMethods, requestId)
  const session = sessionRoutes.get(uri)
  if (session === undefined && uri !== '/graphql') throw new EdgeRefusal('NOT_FOUND', 'there is nothing at this path, wanted /graphql')
  const statuses = readStatuses(headers[statesHeader]?.[0]?.value)
  if (session !== undefined) {
    if (method !== session.method) return wrongMethod(method, [session.method], requestId)
    const { origin, zone } = findSignInRegion(map, statuses, session.findZone(map, request))
    return sendOn(request, { origin, zone, requestId })
  }
  if (!graphMethods.includes(method)) return wrongMethod(method, graphMethods, requestId)
  // A preflight carries no token, so it has no home; without CORS headers browsers keep other sites' scripts away.
  if (method === 'OPTIONS') return answer(204, 'No Content', '', { allow: graphMethods.join(', '), 'cache-control': 'no-store' })
  const { origin, zone, status } = findHome(map, statuses, await verifyToken(findToken(headers)))
  return sendOn(request, { origin, zone, requestId, status })
}

function unavailable(requestId: string): CloudFrontResultResponse {
  return errorAnswer({ code: 'REGION_UNAVAILABLE', message: 'the service is not available', requestId, retryAfterSeconds: 30 })
}

function wrongMethod(method: string, allowed: readonly string[], requestId: string): CloudFrontResultResponse {
  const allow = allowed.join(', ')
  const { headers, ...rest } = errorAnswer({ code: 'BAD_USER_INPUT', message: `got method ${method}, wanted one of ${allow}`, requestId })
  return {
    ...rest,
    status: '405',
    statusDescription: 'Method Not Allowed',
    headers: { ...headers, allow: [{ key: 'allow', value: allow }] },
  }
}
