import { maskError } from '@hemisphere/kit/mask-error.ts'
import { errorCodes } from '@hemisphere/kit/error.ts'
import type { GraphQLFormattedError } from 'graphql'
import type { ErrorPath } from './fetch-positions.ts'
import type { SubgraphError } from './subgraph-answer.ts'

/**
 * An error of a subgraph as a client may see it, with the subgraph's name. One that says that the gateway itself was not
 * believed is ours, not the client's. An error without a place in the answer is told at each place that it leaves empty.
 */
export function toPublicErrors(service: string, error: SubgraphError, positions: () => readonly ErrorPath[]): GraphQLFormattedError[] {
  const isOurs = error.extensions?.['code'] === 'UNAUTHENTICATED'
  const { message, extensions } = maskError({ message: error.message, extensions: isOurs ? {} : (error.extensions ?? {}) })
  const placed = { message, extensions: { ...extensions, service } }
  return hasPlace(error.path) ? [{ ...placed, path: error.path }] : spread(placed, positions())
}

/** What a client is told of a subgraph that did not answer: its name, and nothing of where it runs or why. */
export function unansweredErrors(service: string, positions: readonly ErrorPath[]): GraphQLFormattedError[] {
  const { retryable } = errorCodes.INTERNAL_SERVER_ERROR
  const error = { message: `subgraph ${service} did not answer`, extensions: { code: 'INTERNAL_SERVER_ERROR', retryable, service } }
  return spread(error, positions)
}

function hasPlace(path: SubgraphError['path']): path is NonNullable<SubgraphError['path']> {
  return path !== undefined && path.length > 0 && (path[0] !== '_entities' || typeof path[1] === 'number')
}

function spread(error: GraphQLFormattedError, positions: readonly ErrorPath[]): GraphQLFormattedError[] {
  return positions.length === 0 ? [error] : positions.map((path) => ({ ...error, path }))
}
