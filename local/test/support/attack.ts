import { inject } from 'vitest'
import { sendRaw, type RawAnswer, type RawRequest } from './send-raw.ts'
import { reachedBy } from './trace.ts'

export interface Attack extends RawRequest {
  /** The edge when absent. */
  readonly url?: string
  readonly token?: string
  readonly query?: string
  readonly variables?: Readonly<Record<string, unknown>>
}

export interface Outcome {
  readonly status: number
  readonly code: string | undefined
  /** How far it came, as `reachedBy` tells it. */
  readonly reached: string
}

/** The smallest question; it is answered by the subgraph account. */
export const whoAmI = '{ viewer { id } }'

/** Sends an attack, and tells what it got and how far it came. */
export async function attack(request: Attack): Promise<Outcome> {
  const { status, code, requestId } = await send(request)
  return { status, code, reached: await reachedBy(requestId) }
}

/** Sends an attack: a question of the graph unless it says otherwise. */
export function send({ url = inject('world').edgeUrl, token, query = whoAmI, variables, ...request }: Attack): Promise<RawAnswer> {
  const isPost = (request.method ?? 'POST') === 'POST'
  return sendRaw(url, {
    ...(isPost ? { body: JSON.stringify({ query, variables }) } : {}),
    ...request,
    headers: [
      ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
      ...(isPost && !(request.headers ?? []).some((line) => /^content-type:/i.test(line)) ? ['content-type: application/json'] : []),
      ...(request.headers ?? []),
    ],
  })
}

export const atEdge = { reached: 'the edge' } as const
export const unauthenticated = { status: 401, code: 'UNAUTHENTICATED' } as const
export const forbidden = { status: 403, code: 'FORBIDDEN' } as const
export const violation = { status: 403, code: 'RESIDENCY_VIOLATION' } as const
export const unavailable = { status: 503, code: 'REGION_UNAVAILABLE' } as const
export const moved = { status: 401, code: 'TENANT_MOVED' } as const
export const badInput = { status: 400, code: 'BAD_USER_INPUT' } as const

export const atGatewayOf = (region: string): { readonly reached: string } => ({ reached: `the gateway of ${region}` })
export const atSubgraphsOf = (region: string): { readonly reached: string } => ({ reached: `the subgraphs of ${region}` })
