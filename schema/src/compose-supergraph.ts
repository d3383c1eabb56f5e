import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import type { SubgraphName } from './read-sdl.ts'

export type SubgraphSdls = Readonly<Record<SubgraphName, string>>

/**
 * The supergraph of all subgraphs, or an error with every fault that composition found. Addresses are the gateway's
 * configuration and differ by region, so the supergraph names none that could be reached.
 */
export function composeSupergraph(sdls: SubgraphSdls): string {
  const services = Object.entries(sdls).map(([name, sdl]) => ({ name, url: `http://${name}.invalid/graphql`, typeDefs: parse(sdl) }))
  const { errors = [], supergraphSdl } = composeServices(services)
  if (supergraphSdl === undefined || errors.length > 0) {
    throw new Error(`the subgraphs do not compose:\n${errors.map((error) => `  ${error.message}`).join('\n')}`)
  }
  return `${supergraphSdl.trimEnd()}\n`
}
