import { inject } from 'vitest'
import { z } from 'zod'

const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.looseObject({ message: z.string(), extensions: z.looseObject({ code: z.string() }) })).optional(),
  extensions: z
    .looseObject({ hemisphere: z.looseObject({ region: z.string(), zone: z.string(), requestId: z.string() }).optional() })
    .optional(),
})

/** An answer of the graph over HTTP. */
export interface Answer extends z.infer<typeof answerSchema> {
  readonly status: number
  readonly headers: Headers
}

export interface Question {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  /** Absent for a caller who has none. */
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The edge when absent. */
  readonly url?: string
}

/** Asks the graph as a client does. */
export async function ask({ query, variables, token, headers, url = inject('world').edgeUrl }: Question): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  })
  return { ...answerSchema.parse(await response.json()), status: response.status, headers: response.headers }
}

/** The data of an answer that must have no errors, in the shape that the test expects. */
export async function askFor<Shape extends z.ZodType>(shape: Shape, question: Question): Promise<z.infer<Shape>> {
  const { data, errors } = await ask(question)
  if (errors !== undefined) throw new Error(`the graph answered with errors: ${JSON.stringify(errors)}`)
  return shape.parse(data)
}

/** The codes of an answer's errors. */
export function codesOf({ errors = [] }: Answer): readonly string[] {
  return errors.map(({ extensions }) => extensions.code)
}
