import { z } from 'zod'

const errorSchema = z.object({
  message: z.string().default('internal server error'),
  path: z.array(z.union([z.string(), z.int()])).optional(),
  extensions: z.record(z.string(), z.unknown()).optional(),
})

export type SubgraphError = Readonly<z.infer<typeof errorSchema>>

export interface SubgraphAnswer {
  readonly data: Record<string, unknown> | undefined
  readonly errors: readonly SubgraphError[]
}

/** A subgraph's answer as read; one that is no GraphQL answer throws. Its data are not looked into. */
export function parseSubgraphAnswer(text: string): SubgraphAnswer {
  const value: unknown = JSON.parse(text)
  if (!isRecord(value)) throw new Error('an answer is no object')
  const data = value['data'] ?? undefined
  if (data !== undefined && !isRecord(data)) throw new Error('an answer has data that are no object')
  const errors = z.array(errorSchema).parse(value['errors'] ?? [])
  if (data === undefined && errors.length === 0) throw new Error('an answer has neither data nor errors')
  return { data, errors }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
