import type { Logger } from '@hemisphere/kit/log.ts'
import { createSubgraphServer } from '@hemisphere/kit/subgraph-server.ts'
import { readSubgraphSdl } from '@hemisphere/schema/read-sdl.ts'
import { createStoreContext, type StoreContext, type ContextSources } from './context.ts'
import { resolvers } from './resolvers.ts'

export interface StoreDependencies extends ContextSources {
  /** Keys of the internal token, current first. */
  readonly internalKeys: () => Promise<readonly Uint8Array[]>
  readonly log: Logger
}

/** The whole store subgraph; it reads nothing of the world but through `dependencies`, and listens nowhere yet. */
export function createStoreSubgraph(dependencies: StoreDependencies): ReturnType<typeof createSubgraphServer> {
  const { homes, internalKeys, log, now } = dependencies
  return createSubgraphServer<StoreContext>({
    name: 'store',
    typeDefs: readSubgraphSdl('store'),
    resolvers,
    internalKeys,
    createContext: (request) => createStoreContext(dependencies, request),
    async checkReady() {
      await homes.own.pool.query('select from store.store limit 0')
    },
    log,
    ...(now === undefined ? {} : { now }),
  })
}
