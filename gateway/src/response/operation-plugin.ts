import type { ApolloServerPlugin } from '@apollo/server'
import { errorCodeOf, graphqlError } from '@hemisphere/kit/error.ts'
import { graphqlMediaType } from '@hemisphere/kit/graphql-response.ts'
import { tenantHash, type Logger } from '@hemisphere/kit/log.ts'
import { isOurFault } from '@hemisphere/kit/mask-error.ts'
import { OperationTypeNode, type GraphQLFormattedError } from 'graphql'
import type { AccessRules } from '../permissions/access-rules.ts'
import { enforceScopes } from '../permissions/enforce-scopes.ts'
import type { Here } from '../placement/check-placement.ts'
import type { GatewayContext, RequestRecord } from '../request/gateway-context.ts'
import { answerFacts } from './answer-facts.ts'
import { errorHead } from './error-status.ts'
import { formatError } from './format-error.ts'

export interface OperationPluginOptions {
  readonly here: Here
  readonly rules: AccessRules
  readonly log: Logger
}

const maxNameLength = 128

/** Around each operation: rights before it runs; status, facts and log of the answer after. */
export function operationPlugin({ here, rules, log }: OperationPluginOptions): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart({ contextValue: { record, scopes } }) {
      return {
        async didResolveOperation({ document, operation, request }) {
          if (operation === null || operation === undefined) {
            throw graphqlError('BAD_USER_INPUT', 'the document does not have exactly one operation of the given operationName')
          }
          if (operation.name !== undefined) record.operationName = operation.name.value.slice(0, maxNameLength)
          if (record.isReadOnly === true && operation.operation === OperationTypeNode.MUTATION) {
            throw graphqlError('REGION_READ_ONLY', 'writes of this home are paused, wanted the same request again later', {
              retryAfterSeconds: 2,
            })
          }
          enforceScopes({ rules, document, operation, variables: request.variables, scopes })
        },
        async didEncounterErrors({ errors }) {
          for (const err of errors) {
            // What a subgraph did wrong is logged where its answer came in.
            if (isOurFault(err) && err.extensions['service'] === undefined) {
              log.error({ ...logFacts(record), err: err.originalError ?? err }, 'an operation failed')
            }
          }
        },
        async willSendResponse({ response: { body, http } }) {
          if (body.kind !== 'single') throw new Error('an answer in parts is not expected')
          const { data, extensions } = body.singleResult
          const facts = answerFacts(here, record)
          const told = [...(body.singleResult.errors ?? []), ...unreportedErrors(extensions)]
          // A subgraph's database knows first that the tenant has left: nothing beside that is worth an answer.
          const moved = told.find((error) => errorCodeOf(error) === 'TENANT_MOVED')
          const errors = moved === undefined ? told : [withoutPlace(moved)]
          const isAnswered = data !== undefined && data !== null && moved === undefined
          body.singleResult = {
            ...(errors.length === 0 ? {} : { errors: errors.map((error) => formatError(error, facts)) }),
            ...(data === undefined || moved !== undefined ? {} : { data }),
            extensions: { hemisphere: facts },
          }
          record.isShaped = true
          // Set here, it is not negotiated: every answer is GraphQL over HTTP.
          http.headers.set('content-type', graphqlMediaType)
          record.errorCodes = [...new Set(errors.map((error) => errorCodeOf(error) ?? 'INTERNAL_SERVER_ERROR'))]
          if (isAnswered) return
          const head = errorHead(errors[0])
          http.status = head.status
          for (const [name, value] of Object.entries(head.headers)) http.headers.set(name, value)
        },
      }
    },
  }

  function withoutPlace({ message, extensions }: GraphQLFormattedError): GraphQLFormattedError {
    return { message, ...(extensions === undefined ? {} : { extensions }) }
  }

  /** Fields that a subgraph left null against its schema: the executor hides them in an extension, though data is missing. */
  function unreportedErrors(extensions: Readonly<Record<string, unknown>> | undefined): readonly GraphQLFormattedError[] {
    const completion = extensions?.['valueCompletion']
    return Array.isArray(completion) ? completion : []
  }

  function logFacts({ requestId, tenantId, operationName }: RequestRecord): Readonly<Record<string, unknown>> {
    return { requestId, operationName, ...(tenantId === undefined ? {} : { tenant: tenantHash(tenantId) }) }
  }
}
