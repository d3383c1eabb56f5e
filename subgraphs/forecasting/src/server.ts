import type { Logger } from '@hemisphere/kit/log.ts'
import { createSubgraphServer } from '@hemisphere/kit/subgraph-server.ts'
import { readSubgraphSdl } from '@hemisphere/schema/read-sdl.ts'
import { createForecastingContext, type ContextSources, type ForecastingContext } from './context.ts'
import { resolvers } from './resolvers.ts'

export interface ForecastingDependencies extends ContextSources {
  /** Keys of the internal token, current first. */
  readonly internalKeys: () => Promise<readonly Uint8Array[]>
  readonly log: Logger
}

/** The whole forecasting subgraph; it reads nothing of the world but through `dependencies`, and listens nowhere yet. */
export function createForecastingSubgraph(dependencies: ForecastingDependencies): ReturnType<typeof createSubgraphServer> {
  const { homes, internalKeys, log, now } = dependencies
  return createSubgraphServer<ForecastingContext>({
    name: 'forecasting',
    typeDefs: readSubgraphSdl('forecasting'),
    resolvers,
    internalKeys,
    createContext: (request) => createForecastingContext(dependencies, request),
    async checkReady() {
      await homes.own.pool.query('select from forecasting.forecast_run limit 0')
    },
    log,
    now,
  })
}
