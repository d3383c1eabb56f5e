import { readFileSync } from 'node:fs'

export const subgraphNames = ['account', 'catalog', 'forecasting', 'store'] as const

export type SubgraphName = (typeof subgraphNames)[number]

/** SDL of one subgraph, as committed beside this package's sources. */
export function readSubgraphSdl(name: SubgraphName): string {
  return readFileSync(new URL(`../${name}.graphql`, import.meta.url), 'utf8')
}
