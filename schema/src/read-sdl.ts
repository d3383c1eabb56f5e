import { readFileSync } from 'node:fs'

export const subgraphNames = ['account', 'catalog', 'forecasting', 'store'] as const

export type SubgraphName = (typeof subgraphNames)[number]

/** SDL of one subgraph, as committed beside this package's sources. */
export function readSubgraphSdl(name: SubgraphName): string {
  return readFileSync(new URL(`../${name}.graphql`, import.meta.url), 'utf8')
}

/** SDL of every subgraph by name. */
export function readSubgraphSdls(): Readonly<Record<SubgraphName, string>> {
  return {
    account: readSubgraphSdl('account'),
    catalog: readSubgraphSdl('catalog'),
    forecasting: readSubgraphSdl('forecasting'),
    store: readSubgraphSdl('store'),
  }
}
