import type { CloudFrontRequest, CloudFrontRequestEvent, CloudFrontRequestResult, CloudFrontResultResponse } from 'aws-lambda'
import { createAccessTokenVerifier, type AccessTokenVerifier } from './access-token.ts'
import type { BakedData } from './baked-data.ts'
import { answer, EdgeRefusal, errorAnswer } from './error-answer.ts'
import { findHome, sendHome } from './home-origin.ts'
import { realmAnswer, realmPath } from './realm.ts'
import { verifyRegionMap, type RegionMap } from './region-map.ts'

export type EdgeRouter = (event: CloudFrontRequestEvent) => Promise<CloudFrontRequestResult>

export interface EdgeRouterOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Told each fault that is ours; no part of a request is in it. */
  readonly onFault: (fault: Error) => void
}

interface Ready {
  readonly map: RegionMap
  readonly verifyToken: AccessTokenVerifier
}

const graphMethods = ['GET', 'POST', 'OPTIONS']
const realmMethods = ['GET', 'HEAD']

/**
 * The origin-request function: sends each request to its tenant's home region, or ends it here with an error in our shape.
 * It fails closed: without a genuine region map every request is REGION_UNAVAILABLE.
 */
export function createEdgeRouter(baked: BakedData, { now, onFault }: EdgeRouterOptions): EdgeRouter {
  const preparing = prepare(baked, now)
  preparing.catch(onFault)

  return async (event) => {
    const record = event.Records[0]
    if (record === undefined) throw new Error('the event has no record')
    const { config, request } = record.cf
    try {
      return await route(await preparing, request, config.requestId)
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
    return errorAnswer({ code: 'REGION_UNAVAILABLE', message: 'the service is not available', requestId, retryAfterSeconds: 30 })
  }
}

async function prepare({ mapKey, regionMap, minimumMapVersion = 1, keys }: BakedData, now: () => number): Promise<Ready> {
  const map = await verifyRegionMap(regionMap, mapKey, { minimumVersion: minimumMapVersion })
  return { map, verifyToken: createAccessTokenVerifier({ keys, now }) }
}

async function route({ map, verifyToken }: Ready, request: CloudFrontRequest, requestId: string): Promise<CloudFrontRequestResult> {
  const { uri, method } = request
  if (uri === realmPath)
    return realmMethods.includes(method) ? realmAnswer(map, request.querystring) : wrongMethod(method, realmMethods, requestId)
  if (uri !== '/graphql') throw new EdgeRefusal('NOT_FOUND', 'there is nothing at this path, wanted /graphql')
  if (!graphMethods.includes(method)) return wrongMethod(method, graphMethods, requestId)
  // A preflight carries no token, so it has no home; without CORS headers browsers keep other sites' scripts away.
  if (method === 'OPTIONS') return answer(204, 'No Content', '', { allow: graphMethods.join(', '), 'cache-control': 'no-store' })
  const claims = await verifyToken(bearerToken(request))
  return sendHome(request, findHome(map, claims), requestId)
}

function bearerToken({ headers }: CloudFrontRequest): string {
  const [first, ...others] = headers['authorization'] ?? []
  if (first === undefined) throw new EdgeRefusal('UNAUTHENTICATED', 'got no access token, wanted it as Authorization: Bearer')
  const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(first.value)?.[1]
  if (token === undefined || others.length > 0) throw new EdgeRefusal('UNAUTHENTICATED', 'the authorization is not one bearer token')
  return token
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
