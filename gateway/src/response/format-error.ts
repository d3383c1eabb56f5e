import { maskError } from '@hemisphere/kit/mask-error.ts'
import type { GraphQLFormattedError } from 'graphql'

/**
 * An error as the client sees it: code, message and place, plus request id, region and, when a subgraph is at fault, its name.
 * Errors of subgraphs have been made fit for clients where they came in; they alone carry `service`.
 */
export function formatError(error: GraphQLFormattedError, facts: { requestId: string; region: string }): GraphQLFormattedError {
  const service = error.extensions?.['service']
  const { message, path, locations, extensions } = maskError(error)
  const { requestId, region } = facts
  return {
    message: service === undefined ? message : error.message,
    ...(locations === undefined || service !== undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
    extensions: { ...extensions, requestId, region, ...(service === undefined ? {} : { service }) },
  }
}
