import type { Logger } from '@hemisphere/kit/log.ts'
import { createSubgraphServer } from '@hemisphere/kit/subgraph-server.ts'
import { readSubgraphSdl } from '@hemisphere/schema/read-sdl.ts'
import { createAccountContext, type AccountContext } from './context.ts'
import { viewerResolvers } from './viewer/viewer-resolvers.ts'

export interface AccountDependencies {
  /** Keys of the internal token, current first. */
  readonly internalKeys: () => Promise<readonly Uint8Array[]>
  readonly log: Logger
  readonly now?: () => number
}

/** The whole account subgraph; it reads nothing of the world but through `dependencies`, and listens nowhere yet. */
export function createAccountSubgraph({ internalKeys, log, now }: AccountDependencies): ReturnType<typeof createSubgraphServer> {
  return createSubgraphServer<AccountContext>({
    name: 'account',
    typeDefs: readSubgraphSdl('account'),
    resolvers: viewerResolvers,
    internalKeys,
    createContext: createAccountContext,
    async checkReady() {
      await internalKeys()
    },
    log,
    ...(now === undefined ? {} : { now }),
  })
}
