import type { Logger } from '@hemisphere/kit/log.ts'
import { createSubgraphServer } from '@hemisphere/kit/subgraph-server.ts'
import { readSubgraphSdl } from '@hemisphere/schema/read-sdl.ts'
import { createCatalogContext, type CatalogContext, type ContextSources } from './context.ts'
import { resolvers } from './resolvers.ts'

export interface CatalogDependencies extends ContextSources {
  /** Keys of the internal token, current first. */
  readonly internalKeys: () => Promise<readonly Uint8Array[]>
  readonly log: Logger
  readonly now?: () => number
}

/** The whole catalog subgraph; it reads nothing of the world but through `dependencies`, and listens nowhere yet. */
export function createCatalogSubgraph(dependencies: CatalogDependencies): ReturnType<typeof createSubgraphServer> {
  const { homes, internalKeys, log, now } = dependencies
  return createSubgraphServer<CatalogContext>({
    name: 'catalog',
    typeDefs: readSubgraphSdl('catalog'),
    resolvers,
    internalKeys,
    createContext: (request) => createCatalogContext(dependencies, request),
    async checkReady() {
      await homes.own.pool.query('select from catalog.product limit 0')
    },
    log,
    ...(now === undefined ? {} : { now }),
  })
}
