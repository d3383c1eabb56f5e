import type { IncomingMessage } from 'node:http'
import type { FunctionEvent, FunctionValues } from '@hemisphere/edge-router/viewer-request/function-event.ts'
import { isDisallowed } from './header-rules.ts'

export interface ViewerEventOptions {
  readonly requestId: string
  readonly distributionId: string
}

/** The viewer-request event that a CloudFront Function gets of a viewer's request. */
export function viewerRequestEvent(request: IncomingMessage, { requestId, distributionId }: ViewerEventOptions): FunctionEvent {
  const { path, query } = splitTarget(request.url ?? '/')
  const headers: [string, string][] = []
  const cookies: [string, string][] = []
  for (const [name, value] of sentHeaders(request)) {
    if (name === 'cookie') cookies.push(...value.split(';').map((pair) => splitPair(pair.trim())))
    else headers.push([name, value])
  }
  return {
    version: '1.0',
    context: {
      distributionDomainName: `${distributionId.toLowerCase()}.cloudfront.net`,
      distributionId,
      eventType: 'viewer-request',
      requestId,
    },
    viewer: { ip: request.socket.remoteAddress ?? '0.0.0.0' },
    request: {
      method: request.method ?? 'GET',
      uri: path,
      querystring: gather(query === '' ? [] : query.split('&').map(splitPair)),
      headers: gather(headers),
      cookies: gather(cookies),
    },
  }
}

/** Names in lower case, values and how the name was written, in the order in which they came; without those that no function sees. */
export function sentHeaders({ rawHeaders }: IncomingMessage): readonly (readonly [name: string, value: string, key: string])[] {
  const sent: [string, string, string][] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const key = rawHeaders[index] ?? ''
    if (!isDisallowed(key.toLowerCase())) sent.push([key.toLowerCase(), rawHeaders[index + 1] ?? '', key])
  }
  return sent
}

/** Path and query as they came: CloudFront doesn't resolve dots or change encodings. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const index = target.indexOf('?')
  return index < 0 ? { path: target, query: '' } : { path: target.slice(0, index), query: target.slice(index + 1) }
}

function splitPair(pair: string): [string, string] {
  const end = pair.indexOf('=')
  return end < 0 ? [pair, ''] : [pair.slice(0, end), pair.slice(end + 1)]
}

function gather(pairs: readonly (readonly [string, string])[]): FunctionValues {
  // A viewer may name anything, __proto__ too.
  const values: FunctionValues = Object.create(null)
  for (const [name, value] of pairs) {
    const held = values[name]
    if (held === undefined) values[name] = { value }
    else held.multiValue = [...(held.multiValue ?? [{ value: held.value }]), { value }]
  }
  return values
}
