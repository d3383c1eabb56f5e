import type { CloudFrontCustomOrigin, CloudFrontHeaders, CloudFrontRequest } from 'aws-lambda'
import type { RegionOrigin } from './region-map.ts'
import type { RegionStatus } from './region-status.ts'

const verifyHeader = 'x-origin-verify'
/** Headers of the distribution's origin, one a zone: `x-origin-verify-<zone>`. */
const verifyHeaderPrefix = `${verifyHeader}-`
const requestIdHeader = 'x-hemisphere-request-id'
const homeStateHeader = 'x-hemisphere-home-state'
const writerEpochHeader = 'x-hemisphere-writer-epoch'

export interface SendOnOptions {
  readonly origin: RegionOrigin
  /** Of the origin: it is told this zone's secret and no other. */
  readonly zone: string
  readonly requestId: string
  /** Of the home region, for the gateway that answers for it; absent where no home is meant. */
  readonly status?: RegionStatus
}

/** Points a request at an origin: that, Host, and the headers that only the edge may set in place of any that came. */
export function sendOn(request: CloudFrontRequest, { origin, zone, requestId, status }: SendOnOptions): CloudFrontRequest {
  const originVerify = request.origin?.custom?.customHeaders[verifyHeaderPrefix + zone]?.[0]?.value
  if (originVerify === undefined) throw new Error(`the distribution's origin has no header ${verifyHeaderPrefix}${zone}`)
  const custom: CloudFrontCustomOrigin = {
    domainName: origin.domainName,
    port: origin.port,
    protocol: origin.protocol,
    path: '',
    sslProtocols: ['TLSv1.2'],
    readTimeout: 30,
    keepaliveTimeout: 5,
    // Replacing the origin drops the headers of the one that the distribution names, the other zones' secrets among them.
    customHeaders: { [verifyHeader]: [{ key: verifyHeader, value: originVerify }] },
  }
  const headers = withoutReserved(request.headers)
  headers['host'] = [{ key: 'Host', value: origin.domainName }]
  headers[requestIdHeader] = [{ key: requestIdHeader, value: requestId }]
  if (status !== undefined) {
    headers[homeStateHeader] = [{ key: homeStateHeader, value: status.state }]
    headers[writerEpochHeader] = [{ key: writerEpochHeader, value: String(status.writerEpoch) }]
  }
  return { ...request, headers, origin: { custom } }
}

function withoutReserved(headers: CloudFrontHeaders): CloudFrontHeaders {
  const kept: CloudFrontHeaders = {}
  for (const [name, values] of Object.entries(headers)) {
    if (!name.startsWith('x-hemisphere-') && !name.startsWith(verifyHeader)) kept[name] = values
  }
  return kept
}
