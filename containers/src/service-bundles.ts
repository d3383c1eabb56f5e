/** What an image holds beside Node.js. */
export interface ServiceBundle {
  /** Module that runs until SIGTERM, or to its end. */
  readonly main: string
  /** Module whose `start…` function starts the service in a process of the caller's; absent for what ends by itself. */
  readonly start?: string
  /** Files of the contract that it reads. */
  readonly schema: readonly string[]
}

export const bundleNames = ['gateway', 'account', 'catalog', 'store', 'forecasting', 'worker', 'keeper', 'migrate', 'operate'] as const

/** Those that end by themselves: nobody calls them, and nothing looks after their health. */
export const taskNames: ReadonlySet<string> = new Set<BundleName>(['migrate', 'operate'])

export type BundleName = (typeof bundleNames)[number]

const subgraph = (name: string): ServiceBundle => ({
  main: `@hemisphere/${name}/main.ts`,
  start: `@hemisphere/${name}/start.ts`,
  schema: [`${name}.graphql`],
})

export const serviceBundles: Readonly<Record<BundleName, ServiceBundle>> = {
  gateway: {
    main: '@hemisphere/gateway/main.ts',
    start: '@hemisphere/gateway/start.ts',
    schema: ['supergraph.graphql', 'supergraph.gateway.graphql'],
  },
  account: subgraph('account'),
  catalog: subgraph('catalog'),
  store: subgraph('store'),
  forecasting: subgraph('forecasting'),
  worker: { main: '@hemisphere/forecasting/worker/main.ts', start: '@hemisphere/forecasting/worker/start-worker.ts', schema: [] },
  keeper: { main: '@hemisphere/operations/main.ts', start: '@hemisphere/operations/keeper/start-keeper.ts', schema: [] },
  migrate: { main: '@hemisphere/migrations/main.ts', schema: [] },
  operate: { main: '@hemisphere/operate/main.ts', schema: [] },
}
