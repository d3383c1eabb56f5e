import { writeFileSync } from 'node:fs'
import { composeSupergraph } from './compose-supergraph.ts'
import { readSubgraphSdls } from './read-sdl.ts'
import { stripSupergraph } from './strip-supergraph.ts'

/** `npm run compose`: writes both copies of the supergraph from the subgraphs' SDL. */
const full = composeSupergraph(readSubgraphSdls())
writeFileSync(new URL('../supergraph.graphql', import.meta.url), full)
writeFileSync(new URL('../supergraph.gateway.graphql', import.meta.url), stripSupergraph(full))
console.log('schema/supergraph.graphql and schema/supergraph.gateway.graphql are up to date')
