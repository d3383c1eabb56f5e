import { graphqlError } from '@hemisphere/kit/error.ts'
import { getVariableValues, type DocumentNode, type OperationDefinitionNode } from 'graphql'
import type { AccessRules } from './access-rules.ts'
import { findDenials } from './find-denials.ts'
import { describeMissing } from './requirement.ts'

export interface EnforceScopes {
  readonly rules: AccessRules
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** As sent. */
  readonly variables: Readonly<Record<string, unknown>> | undefined
  readonly scopes: ReadonlySet<string>
}

const maxNamed = 10

/** Refuses an operation as a whole, FORBIDDEN, when it selects anything that the caller may not read; it names what and why. */
export function enforceScopes({ rules, document, operation, variables = {}, scopes }: EnforceScopes): void {
  const { coerced, errors } = getVariableValues(rules.schema, operation.variableDefinitions ?? [], variables)
  // Unless the variables are good, what `@include` and `@skip` take part in is not known.
  if (errors?.[0] !== undefined) throw graphqlError('BAD_USER_INPUT', errors[0].message)
  const denials = findDenials({ rules, document, operation, variables: coerced ?? {}, scopes })
  if (denials.length === 0) return
  const named = denials
    .slice(0, maxNamed)
    .map(({ coordinate, requirement }) => `${coordinate} (${describeMissing(requirement, scopes)})`)
    .join('; ')
  const more = denials.length > maxNamed ? ` and ${denials.length - maxNamed} more` : ''
  throw graphqlError('FORBIDDEN', `the operation needs scopes that this caller lacks: ${named}${more}`)
}
