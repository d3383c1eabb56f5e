import type { SubgraphContext, SubgraphRequest } from '@hemisphere/kit/subgraph-server.ts'

/** What one request holds: its caller alone, since nothing is read from a database. */
export type AccountContext = SubgraphContext

/** The context of one request; there is nothing to free. */
export function createAccountContext({ caller }: SubgraphRequest): AccountContext {
  return { caller, async [Symbol.asyncDispose]() {} }
}
