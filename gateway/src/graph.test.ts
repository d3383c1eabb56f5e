import { createLogger } from '@hemisphere/kit/log.ts'
import { readSubgraphSdls, subgraphNames } from '@hemisphere/schema/read-sdl.ts'
import { readSupergraph } from '@hemisphere/schema/supergraph.ts'
import { expect, test } from 'vitest'
import { createGraph } from './graph.ts'
import type { GatewayContext } from './request/gateway-context.ts'
import type { SubgraphClient } from './subgraph/subgraph-client.ts'

const here = { region: 'eu-west-1', zone: 'eu' }
const log = createLogger({ service: 'gateway', region: 'eu-west-1', level: 'silent' })

function createContext(): GatewayContext {
  return {
    record: { requestId: 'r-1', startedAt: Date.now(), errorCodes: [], isShaped: false },
    scopes: new Set(['catalog:read']),
    internalToken: 'token',
    deadline: Date.now() + 5_000,
    signal: new AbortController().signal,
  }
}

function answering(name: string, answer: unknown): SubgraphClient {
  return {
    name,
    post: async () => ({ text: JSON.stringify(answer), asOf: undefined }),
    async checkReady() {},
    async [Symbol.asyncDispose]() {},
  }
}

test('what a subgraph leaves null against its schema is told as an error of ours, not passed over', async () => {
  const subgraphs = subgraphNames.map((name) => answering(name, { data: { viewer: { id: 'user_1', tenant: null } } }))
  const graph = await createGraph({ here, supergraph: readSupergraph(), subgraphs, log, now: Date.now })
  const { body } = await graph.executeOperation({ query: '{ viewer { id tenant { id } } }' }, { contextValue: createContext() })
  await graph.stop()
  expect(body).toMatchObject({
    singleResult: {
      data: { viewer: null },
      errors: [{ message: 'internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'r-1', region: 'eu-west-1' } }],
    },
  })
})

test('a subgraph whose address is not known stops the start', async () => {
  const [, ...others] = Object.keys(readSubgraphSdls()).map((name) => answering(name, {}))
  await expect(createGraph({ here, supergraph: readSupergraph(), subgraphs: others, log, now: Date.now })).rejects.toThrow('account')
})
