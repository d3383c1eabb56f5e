import { ApolloServer, type ApolloServerPlugin, type BaseContext } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { parse } from 'graphql'
import { asOfHeader } from './as-of-header.ts'
import { maskError, isOurFault } from './mask-error.ts'
import { addHealthRoutes } from './health.ts'
import { internalTokenRefused, verifyInternalToken, type InternalClaims } from './internal-token.ts'
import { tenantHash, type Logger } from './log.ts'
import type { ReadPoint } from './open-tenant-transaction.ts'

/** What the gateway says of one request, and when to stop working on it. */
export interface SubgraphRequest {
  readonly caller: InternalClaims
  /** Aborted when the gateway has gone or the deadline has passed. */
  readonly signal: AbortSignal
  /** Milliseconds until the deadline. */
  readonly remainingMs: number
}

/** What a resolver holds; freed when the answer is sent. */
export interface SubgraphContext extends BaseContext, AsyncDisposable {
  readonly caller: InternalClaims
  /** From which moment the rows are that were read; undefined when none were. */
  readonly readPoint?: () => ReadPoint | undefined
}

type SubgraphResolvers = NonNullable<
  Exclude<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[] | { kind: unknown }>['resolvers']
>

export interface SubgraphOptions<Context extends SubgraphContext> {
  readonly name: string
  /** Federation 2 SDL. */
  readonly typeDefs: string
  readonly resolvers: object
  /** Keys of the internal token, current first. */
  readonly internalKeys: () => Promise<readonly Uint8Array[]>
  readonly createContext: (request: SubgraphRequest) => Context | Promise<Context>
  /** Throws while the subgraph can't answer. */
  readonly checkReady: () => Promise<void>
  readonly log: Logger
  readonly now?: () => number
}

const maxBodyBytes = 4 * 1024 * 1024

/** A whole subgraph behind HTTP: `POST /graphql` for the gateway alone, `/livez` and `/readyz`. */
export async function createSubgraphServer<Context extends SubgraphContext>(options: SubgraphOptions<Context>): Promise<FastifyInstance> {
  const { name, typeDefs, resolvers, internalKeys, createContext, checkReady, log, now = Date.now } = options
  const app = fastify({ bodyLimit: maxBodyBytes, forceCloseConnections: 'idle', keepAliveTimeout: 75_000 })
  const server = new ApolloServer<Context>({
    // Resolver maps are generated types of each subgraph; @apollo/subgraph's own type can't name their contexts.
    schema: buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers: resolvers as SubgraphResolvers }]),
    introspection: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: maskError,
    plugins: [
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      disposeContext<Context>(),
      logFaults<Context>(log),
    ],
  })
  await server.start()

  async function context(request: FastifyRequest, reply: FastifyReply): Promise<Context> {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ')
    if (scheme !== 'Bearer' || token === undefined) throw internalTokenRefused(`for subgraph ${name} is missing`)
    const caller = verifyInternalToken(token, await internalKeys(), now())
    const remainingMs = caller.deadline - now()
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    return createContext({ caller, remainingMs, signal: AbortSignal.any([gone.signal, AbortSignal.timeout(remainingMs)]) })
  }

  app.route({ method: 'POST', url: '/graphql', handler: fastifyApolloHandler(server, { context }) })
  addHealthRoutes(app, checkReady)
  // Fastify has answered what was under way when this runs.
  app.addHook('onClose', () => server.stop())
  return app
}

function disposeContext<Context extends SubgraphContext>(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue, response }) {
          const asOf = contextValue.readPoint?.()?.asOf
          if (asOf !== undefined) response.http.headers.set(asOfHeader, asOf)
          await contextValue[Symbol.asyncDispose]()
        },
      }
    },
  }
}

function logFaults<Context extends SubgraphContext>(log: Logger): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue: { caller } }) {
      return {
        async didEncounterErrors({ errors, operationName }) {
          for (const error of errors) {
            if (!isOurFault(error)) continue
            log.error(
              {
                requestId: caller.requestId,
                tenant: tenantHash(caller.tenant),
                operationName,
                path: error.path,
                err: error.originalError ?? error,
              },
              'a resolver failed',
            )
          }
        },
      }
    },
  }
}
