import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import type { Logger } from '@hemisphere/kit/log.ts'
import { maskError } from '@hemisphere/kit/mask-error.ts'
import type { Supergraph } from '@hemisphere/schema/supergraph.ts'
import { readAccessRules } from './permissions/access-rules.ts'
import type { Here } from './placement/check-placement.ts'
import type { GatewayContext } from './request/gateway-context.ts'
import { operationPlugin } from './response/operation-plugin.ts'
import { createSubgraphSource } from './subgraph/subgraph-source.ts'
import type { SubgraphClient } from './subgraph/subgraph-client.ts'

export interface GraphOptions {
  readonly here: Here
  readonly supergraph: Supergraph
  readonly subgraphs: readonly SubgraphClient[]
  readonly log: Logger
  readonly now: () => number
}

/** Words of a document; a screen's largest operation has under a thousand. */
const maxTokens = 10_000

/** The graph without HTTP: plans on the stripped supergraph, guards by the full one. Nothing is reported to anybody outside. */
export async function createGraph({ here, supergraph, subgraphs, log, now }: GraphOptions): Promise<ApolloServer<GatewayContext>> {
  disableTelemetry()
  const sources = new Map<string, GraphQLDataSource>(subgraphs.map((client) => [client.name, createSubgraphSource({ client, log, now })]))
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph.stripped,
    buildService({ name }) {
      const source = sources.get(name)
      if (source === undefined) throw new Error(`the supergraph has a subgraph ${name}, whose address is not known`)
      return source
    },
    // Plans name subgraphs and keys: they are not for clients.
    __exposeQueryPlanExperimental: false,
    logger: log,
  })
  const server = new ApolloServer<GatewayContext>({
    gateway,
    logger: log,
    // Reading the schema takes a scope, like any field.
    introspection: true,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    maxRecursiveSelections: true,
    parseOptions: { maxTokens },
    formatError: (error) => (error.extensions?.['service'] === undefined ? maskError(error) : error),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      operationPlugin({ here, rules: readAccessRules(supergraph.full), log }),
    ],
  })
  await server.start()
  return server
}

/** `@apollo/gateway` sends usage data to its maker unless this variable says otherwise; it knows no other switch. */
function disableTelemetry(): void {
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true'
}
