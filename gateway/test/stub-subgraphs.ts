import { EventEmitter, once } from 'node:events'
import { createLogger } from '@hemisphere/kit/log.ts'
import { createSubgraphServer, type SubgraphContext } from '@hemisphere/kit/subgraph-server.ts'
import { readSubgraphSdl, type SubgraphName } from '@hemisphere/schema/read-sdl.ts'
import type { FastifyInstance } from 'fastify'

export interface StubContext extends SubgraphContext {
  readonly signal: AbortSignal
}

/** Subgraphs on the real schemas, behind HTTP, whose resolvers are a few lines each. */
export interface StubSubgraphs extends AsyncDisposable {
  readonly urls: Readonly<Record<SubgraphName, string>>
  /** Stops one of them; calls to it are refused from then on. */
  stop(name: SubgraphName): Promise<void>
  /** Settles when a call of `season` waits in catalog, which it does until it is cancelled or let go. */
  waiting(): Promise<void>
  /** Lets the call that waits in catalog answer. */
  letGo(): void
  /** Settles with the reason when a waiting call is cancelled. */
  cancelled(): Promise<void>
  /** Lets a subgraph say from now on that it reads a replica that is complete up to an instant. */
  setAsOf(name: SubgraphName, asOf: string | undefined): void
  /** What catalog throws from now on for a `style`. */
  setStyleFault(fault: Error): void
  /** What each subgraph was told of who asks. */
  readonly callers: { readonly subgraph: SubgraphName; readonly tenant: string; readonly requestId: string; readonly deadline: number }[]
}

const productIds = ['product_1', 'product_2']

export async function startStubSubgraphs(internalKey: Uint8Array): Promise<StubSubgraphs> {
  const signals = new EventEmitter()
  const callers: StubSubgraphs['callers'] = []
  const asOfs = new Map<SubgraphName, string | undefined>()
  let styleFault = new Error('connect ECONNREFUSED 10.0.0.7:5432 of catalog_service')

  const resolvers = {
    account: {
      Query: { viewer: (_root: unknown, _args: unknown, { caller }: StubContext) => caller },
      Viewer: { id: () => 'user_1', tenant: (caller: StubContext['caller']) => caller },
      Tenant: {
        id: ({ tenant }: StubContext['caller']) => tenant,
        placementEpoch: ({ epoch }: StubContext['caller']) => epoch,
      },
    },
    catalog: {
      Query: {
        products: () => ({ nodes: productIds.map((id) => ({ id })) }),
        product: () => ({ id: 'product_1' }),
        style: () => {
          throw styleFault
        },
        category: (_root: unknown, _args: unknown, { signal }: StubContext) => {
          signals.emit('waiting')
          return new Promise((resolve, reject) => {
            signals.once('go', () => resolve({ id: 'category_1', name: 'Coats' }))
            signal.addEventListener('abort', () => {
              signals.emit('cancelled')
              reject(new Error('cancelled'))
            })
          })
        },
      },
      Product: {
        title: ({ id }: { id: string }) => `title of ${id}`,
        unitCost: () => ({ amount: '10.00', currencyCode: 'EUR' }),
        __resolveReference: ({ id }: { id: string }) => ({ id }),
      },
    },
    forecasting: {
      Product: { forecast: () => ({ __typename: 'NoForecast', reason: 'NO_HISTORY', hint: 'wait' }) },
      Mutation: {
        forecastRunStart: () => {
          throw new Error('the queue is gone')
        },
      },
    },
    store: {
      Query: { stores: () => ({ nodes: [{ id: 'store_1', name: 'Lisboa' }] }) },
      Product: { inventoryLevels: () => ({ nodes: [] }) },
    },
  } satisfies Record<SubgraphName, object>

  async function start(name: SubgraphName): Promise<readonly [string, FastifyInstance]> {
    const app = await createSubgraphServer<StubContext>({
      name,
      typeDefs: readSubgraphSdl(name),
      resolvers: resolvers[name],
      internalKeys: async () => [internalKey],
      createContext({ caller, signal }) {
        const { tenant, requestId, deadline } = caller
        callers.push({ subgraph: name, tenant, requestId, deadline })
        const asOf = asOfs.get(name)
        return { caller, signal, readPoint: () => ({ isReplica: asOf !== undefined, asOf }), async [Symbol.asyncDispose]() {} }
      },
      checkReady: async () => {},
      log: createLogger({ service: name, region: 'eu-west-1', level: 'silent' }),
    })
    return [await app.listen({ host: '127.0.0.1', port: 0 }), app]
  }

  const [account, catalog, forecasting, store] = await Promise.all([
    start('account'),
    start('catalog'),
    start('forecasting'),
    start('store'),
  ])
  const apps = { account: account[1], catalog: catalog[1], forecasting: forecasting[1], store: store[1] }
  return {
    urls: { account: account[0], catalog: catalog[0], forecasting: forecasting[0], store: store[0] },
    callers,
    setAsOf: (name, asOf) => void asOfs.set(name, asOf),
    setStyleFault(fault) {
      styleFault = fault
    },
    stop: (name) => apps[name].close().then(() => undefined),
    async waiting() {
      await once(signals, 'waiting')
    },
    letGo: () => void signals.emit('go'),
    async cancelled() {
      await once(signals, 'cancelled')
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(Object.values(apps).map((app) => app.close()))
    },
  }
}
