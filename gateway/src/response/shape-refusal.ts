import { errorCodeOf } from '@hemisphere/kit/error.ts'
import type { GraphQLFormattedError } from 'graphql'
import type { AnswerFacts } from './answer-facts.ts'
import { formatError } from './format-error.ts'

export interface Refusal {
  readonly body: string
  readonly errorCodes: readonly string[]
}

/** The final shape of an answer that Apollo Server made before our code ran, such as for a batch; its errors are masked already. */
export function shapeRefusal(text: string, facts: AnswerFacts): Refusal {
  // Apollo Server's own text: an object with a list of formatted errors.
  const { errors } = JSON.parse(text) as { errors: readonly GraphQLFormattedError[] }
  const formatted = errors.map((error) => formatError(error, facts))
  return {
    body: JSON.stringify({ errors: formatted, extensions: { hemisphere: facts } }),
    errorCodes: [...new Set(formatted.map((error) => errorCodeOf(error) ?? 'INTERNAL_SERVER_ERROR'))],
  }
}
