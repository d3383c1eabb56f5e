import { fastifyApolloHandler } from '@as-integrations/fastify'
import { errorCodeOf, graphqlError } from '@hemisphere/kit/error.ts'
import { graphqlMediaType } from '@hemisphere/kit/graphql-response.ts'
import { addHealthRoutes } from '@hemisphere/kit/health.ts'
import { mintInternalToken } from '@hemisphere/kit/internal-token.ts'
import type { Logger } from '@hemisphere/kit/log.ts'
import type { Supergraph } from '@hemisphere/schema/supergraph.ts'
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import { createGraph } from './graph.ts'
import { checkReadiness } from './readiness.ts'
import { admit, type AdmissionDependencies } from './request/admit.ts'
import type { GatewayContext, RequestRecord } from './request/gateway-context.ts'
import { deadlineHeader, readDeadlineMs } from './request/read-deadline.ts'
import { readEpoch } from './request/read-epoch.ts'
import { readRequestId } from './request/read-request-id.ts'
import { watchRequest } from './request/watch-request.ts'
import { logWhenDone } from './response/access-log.ts'
import { answerFacts, noteAsOf, type AnswerFacts } from './response/answer-facts.ts'
import { sendError, toTransportFault } from './response/send-error.ts'
import { shapeRefusal } from './response/shape-refusal.ts'
import { addSessionRoutes } from './session/session-routes.ts'
import type { SubgraphClient } from './subgraph/subgraph-client.ts'

export interface GatewayDependencies extends AdmissionDependencies {
  readonly supergraph: Supergraph
  /** A client for each subgraph of the supergraph; freed by whoever made them. */
  readonly subgraphs: readonly SubgraphClient[]
  /** Keys of the internal token, current first. */
  readonly internalKeys: () => Promise<readonly Uint8Array[]>
  /** Throws while the zone directory does not answer. */
  readonly checkDirectory: () => Promise<void>
  /** Throws while this region does not hold the writer of its own home: then its traffic belongs to its buddy. */
  readonly checkHome: () => Promise<void>
  readonly log: Logger
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly newRequestId: () => string
  readonly defaultDeadlineMs?: number
}

const maxBodyBytes = 1024 * 1024
const requestIdHeader = 'x-hemisphere-request-id'
const homeStateHeader = 'x-hemisphere-home-state'
const writerEpochHeader = 'x-hemisphere-writer-epoch'
const otherMethods = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * The whole gateway: `POST /graphql` for what comes through the edge, `/livez` and `/readyz`. It reads nothing of the world
 * but through its dependencies, and listens nowhere yet. Closing it lets requests under way end and refuses new ones.
 */
export async function createGateway(dependencies: GatewayDependencies): Promise<FastifyInstance> {
  const { here, internalKeys, log, now, newRequestId, defaultDeadlineMs = 10_000 } = dependencies
  const graph = await createGraph(dependencies)
  const app = fastify({
    bodyLimit: maxBodyBytes,
    forceCloseConnections: 'idle',
    // Longer than the load balancer's idle time, so that it never sends on a connection that is being closed.
    keepAliveTimeout: 75_000,
    // For the whole of a request to arrive; without it a slow sender holds its connection for ever.
    requestTimeout: 30_000,
    // Its answer is not in our shape; the hook below refuses instead.
    return503OnClosing: false,
    frameworkErrors: (_error, request, reply) => void refuse(request, reply, notFound()),
  })
  app.removeContentTypeParser('text/plain')

  const records = new WeakMap<FastifyRequest, RequestRecord>()
  const contexts = new WeakMap<FastifyRequest, GatewayContext>()
  let isDraining = false

  function recordOf(request: FastifyRequest): RequestRecord {
    let record = records.get(request)
    if (record === undefined) {
      const requestId = readRequestId(request.headers[requestIdHeader], newRequestId)
      record = { requestId, startedAt: now(), errorCodes: [], isShaped: false }
      records.set(request, record)
    }
    return record
  }

  function factsOf(request: FastifyRequest): AnswerFacts {
    return answerFacts(here, recordOf(request))
  }

  function refuse(request: FastifyRequest, reply: FastifyReply, error: Error): FastifyReply {
    const fault = toTransportFault(error)
    // Whoever is sent away for now must not come back by the same connection: another region may serve by then.
    if (error instanceof GraphQLError && errorCodeOf(error) === 'REGION_UNAVAILABLE') void reply.header('connection', 'close')
    if (fault === undefined) log.error({ requestId: recordOf(request).requestId, err: error }, 'a request failed')
    const told = fault ?? { error: graphqlError('INTERNAL_SERVER_ERROR', 'internal server error'), status: 500 }
    recordOf(request).errorCodes = [sendError(reply, told.error, factsOf(request), told.status)]
    return reply
  }

  function refuseMethod(request: FastifyRequest, reply: FastifyReply, allowed: string): FastifyReply {
    logWhenDone(log, reply, recordOf(request), now)
    const error = graphqlError('BAD_USER_INPUT', `got method ${request.method}, wanted ${allowed}`)
    recordOf(request).errorCodes = [sendError(reply.header('allow', allowed), error, factsOf(request), 405)]
    return reply
  }

  function begin(request: FastifyRequest, reply: FastifyReply): RequestRecord {
    const record = recordOf(request)
    logWhenDone(log, reply, record, now)
    if (isDraining) throw graphqlError('REGION_UNAVAILABLE', 'this gateway is shutting down', { retryAfterSeconds: 1 })
    return record
  }

  /** Before the body is read: who asks, and until when. */
  async function open(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const record = begin(request, reply)
    const deadlineMs = readDeadlineMs(request.headers[deadlineHeader], defaultDeadlineMs)
    const signal = watchRequest(reply.raw, deadlineMs)
    record.isReadOnly = request.headers[homeStateHeader] === 'draining'
    const { caller, serving } = await admit(dependencies, {
      headers: request.headers,
      writerEpoch: readEpoch(request.headers[writerEpochHeader]),
      onTenant: (tenantId) => {
        record.tenantId = tenantId
      },
    })
    record.role = serving.role
    noteAsOf(record, serving.asOf)
    if (serving.isPassing) void reply.header('connection', 'close')
    const [key] = await internalKeys()
    if (key === undefined) throw new Error('there is no key for internal tokens')
    const deadline = record.startedAt + deadlineMs
    const internalToken = mintInternalToken({ ...caller, requestId: record.requestId, deadline }, key)
    contexts.set(request, { record, scopes: new Set(caller.scopes), internalToken, deadline, signal })
  }

  const answer = fastifyApolloHandler(graph, {
    async context(request) {
      const context = contexts.get(request)
      if (context === undefined) throw new Error('a request reached the graph without admission')
      return context
    },
  })

  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({ 'cache-control': 'no-store', [requestIdHeader]: recordOf(request).requestId })
  })
  app.addHook('onSend', async (_request, reply) => {
    if (isDraining) void reply.header('connection', 'close')
  })
  app.addHook('preClose', async () => {
    isDraining = true
  })
  app.addHook('onClose', () => graph.stop())
  app.setErrorHandler((error: FastifyError, request, reply) => refuse(request, reply, error))
  app.setNotFoundHandler((request, reply) => {
    logWhenDone(log, reply, recordOf(request), now)
    return refuse(request, reply, notFound())
  })

  app.route({
    method: 'POST',
    url: '/graphql',
    onRequest: open,
    async handler(request, reply) {
      const body = await answer.call(app, request, reply)
      const record = recordOf(request)
      if (record.isShaped) return body
      const refusal = shapeRefusal(String(body), factsOf(request))
      record.errorCodes = refusal.errorCodes
      return reply.header('content-type', graphqlMediaType).send(refusal.body)
    },
  })
  app.route({
    method: otherMethods,
    url: '/graphql',
    exposeHeadRoute: false,
    handler: (request, reply) => refuseMethod(request, reply, 'POST'),
  })
  const { sessions, originSecrets } = dependencies
  if (sessions !== undefined) addSessionRoutes(app, { sessions, originSecrets, begin, refuse, refuseMethod })
  addHealthRoutes(app, async () => {
    if (isDraining) throw new Error('the gateway is shutting down')
    await checkReadiness(dependencies)
  })
  return app
}

function notFound(): Error {
  return graphqlError('NOT_FOUND', 'there is nothing at this path, wanted /graphql')
}
