import type { GraphQLDataSource } from '@apollo/gateway'
import { tenantHash, type Logger } from '@hemisphere/kit/log.ts'
import type { GatewayContext } from '../request/gateway-context.ts'
import { noteAsOf } from '../response/answer-facts.ts'
import { positionsOf } from './fetch-positions.ts'
import { toPublicErrors, unansweredErrors } from './public-errors.ts'
import { parseSubgraphAnswer, type SubgraphAnswer } from './subgraph-answer.ts'
import type { SubgraphClient } from './subgraph-client.ts'

export interface SubgraphSourceOptions {
  readonly client: SubgraphClient
  readonly log: Logger
  readonly now: () => number
}

/**
 * One subgraph as the plan executor asks it: with the request's own internal token, until the request's deadline.
 * It never throws: what went wrong becomes errors that are fit for clients, at the places that stay empty.
 */
export function createSubgraphSource({ client, log, now }: SubgraphSourceOptions): GraphQLDataSource<GatewayContext> {
  const service = client.name

  async function ask(fetch: { query: string; variables: Record<string, unknown> }, context: GatewayContext): Promise<SubgraphAnswer> {
    const remainingMs = context.deadline - now()
    context.signal.throwIfAborted()
    if (remainingMs <= 0) throw new Error('the deadline has passed')
    context.record.subgraphCalls = (context.record.subgraphCalls ?? 0) + 1
    const { text, asOf } = await client.post({
      body: JSON.stringify(fetch),
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        authorization: `Bearer ${context.internalToken}`,
        'x-hemisphere-request-id': context.record.requestId,
      },
      remainingMs,
      signal: context.signal,
    })
    noteAsOf(context.record, asOf)
    return parseSubgraphAnswer(text)
  }

  return {
    async process(options) {
      if (!('incomingRequestContext' in options)) throw new Error(`subgraph ${service} is asked for clients' operations alone`)
      const { request, context } = options
      const fetch = { query: request.query ?? '', variables: request.variables ?? {} }
      const { requestId, tenantId } = context.record
      const facts = { requestId, service, ...(tenantId === undefined ? {} : { tenant: tenantHash(tenantId) }) }
      try {
        const { data, errors } = await ask(fetch, context)
        for (const { path, extensions } of errors) {
          if (isOurs(extensions?.['code'])) log.error({ ...facts, path, code: extensions?.['code'] }, 'a subgraph failed')
        }
        const publicErrors = errors.flatMap((error) => toPublicErrors(service, error, () => positionsOf(fetch)))
        return { ...(data === undefined ? {} : { data }), ...(errors.length === 0 ? {} : { errors: publicErrors }) }
      } catch (err) {
        log[context.signal.aborted ? 'warn' : 'error']({ ...facts, err }, 'a subgraph did not answer')
        return { errors: unansweredErrors(service, positionsOf(fetch)) }
      }
    },
  }
}

function isOurs(code: unknown): boolean {
  return code === undefined || code === 'INTERNAL_SERVER_ERROR' || code === 'UNAUTHENTICATED'
}
