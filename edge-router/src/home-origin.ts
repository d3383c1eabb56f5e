import type { CloudFrontCustomOrigin, CloudFrontHeaders, CloudFrontRequest } from 'aws-lambda'
import type { AccessClaims } from './access-token.ts'
import { EdgeRefusal } from './error-answer.ts'
import { zoneOfIssuer, type MappedRegion, type RegionMap } from './region-map.ts'

const retryAfterSeconds = 30

/**
 * The tenant's home region, after the three-way check: the zone of the issuer, the zone claim and the zone of the home
 * region must be one. A draining region still serves: it is the gateway that knows, by placement epoch, which tenants have
 * left it, and a token that names this region names the one that has the data to say so.
 */
export function findHome(map: RegionMap, { issuer, zone, homeRegion }: AccessClaims): MappedRegion {
  const home = Object.hasOwn(map.regions, homeRegion) ? map.regions[homeRegion] : undefined
  if (home === undefined) throw new EdgeRefusal('RESIDENCY_VIOLATION', 'the access token names a home region that is none')
  if (zoneOfIssuer(map, issuer) !== zone || home.zone !== zone) {
    throw new EdgeRefusal('RESIDENCY_VIOLATION', 'the zones of the issuer, of the access token and of the home region are not one')
  }
  if (home.state === 'fenced') throw new EdgeRefusal('REGION_UNAVAILABLE', 'the home region is out of service', retryAfterSeconds)
  return home
}

const verifyHeader = 'x-origin-verify'
const requestIdHeader = 'x-hemisphere-request-id'

/** Points a request at its home region: origin, Host, and the headers that only the edge may set. */
export function sendHome(request: CloudFrontRequest, { origin }: MappedRegion, requestId: string): CloudFrontRequest {
  const originVerify = request.origin?.custom?.customHeaders[verifyHeader]
  if (originVerify === undefined) throw new Error(`the distribution's origin has no header ${verifyHeader}`)
  const custom: CloudFrontCustomOrigin = {
    domainName: origin.domainName,
    port: origin.port,
    protocol: origin.protocol,
    path: '',
    sslProtocols: ['TLSv1.2'],
    readTimeout: 30,
    keepaliveTimeout: 5,
    // Replacing the origin drops the headers of the one that the distribution names.
    customHeaders: { [verifyHeader]: originVerify },
  }
  const headers: CloudFrontHeaders = {
    ...withoutReserved(request.headers),
    host: [{ key: 'Host', value: origin.domainName }],
    [requestIdHeader]: [{ key: requestIdHeader, value: requestId }],
  }
  return { ...request, headers, origin: { custom } }
}

function withoutReserved(headers: CloudFrontHeaders): CloudFrontHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-hemisphere-') && name !== verifyHeader))
}
