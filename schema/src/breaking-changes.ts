import { CriticalityLevel, diff } from '@graphql-inspector/core'
import { buildASTSchema, parse, type GraphQLSchema } from 'graphql'
import { stripSupergraph } from './strip-supergraph.ts'

/** Changes between two supergraphs that break a client's documents or generated types, one line each. */
export async function findBreakingChanges(before: string, after: string): Promise<string[]> {
  const changes = await diff(toSchema(before), toSchema(after))
  return changes.filter((change) => change.criticality.level === CriticalityLevel.Breaking).map((change) => change.message)
}

function toSchema(supergraph: string): GraphQLSchema {
  return buildASTSchema(parse(stripSupergraph(supergraph)), { assumeValidSDL: true })
}
