import { expect } from 'vitest'
import { z } from 'zod'
import type { StoreWorld } from './store-world.ts'

const connectionSchema = z.object({
  edges: z.array(z.object({ cursor: z.string() })),
  nodes: z.array(z.unknown()),
  pageInfo: z.object({
    hasNextPage: z.boolean(),
    hasPreviousPage: z.boolean(),
    startCursor: z.string().nullable(),
    endCursor: z.string().nullable(),
  }),
})

export type Connection = z.infer<typeof connectionSchema>

const pageFields = 'edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'

export interface PageRequest {
  readonly world: StoreWorld
  readonly tenantId: string
  /** Field of the connection, its arguments but `first` and `after`, and what is wanted of a node. */
  readonly field: string
  readonly args?: string
  readonly nodes: string
  /** Representation of the entity that has the field; a root field when absent. */
  readonly entity?: { readonly __typename: string; readonly id: string }
}

/** One page of a list. */
export async function readPage(request: PageRequest, first: number, after: string | null = null): Promise<Connection> {
  const { world, tenantId, field, args = '', nodes, entity } = request
  const list = `page: ${field}(first: ${first}, after: $after ${args}) { nodes { ${nodes} } ${pageFields} }`
  const query =
    entity === undefined
      ? `query ($after: String) { ${list} }`
      : `query ($after: String, $entity: _Any!) { _entities(representations: [$entity]) { ... on ${entity.__typename} { ${list} } } }`
  const { data, errors } = await world.ask(tenantId, query, { after, entity })
  expect(errors).toEqual([])
  return connectionSchema.parse(entity === undefined ? Object(data).page : Object(data)._entities[0].page)
}

/** All nodes of a list, read in pages of `first`, with the rules of connections checked on the way. */
export async function readAll(request: PageRequest, first: number): Promise<unknown[]> {
  const found: unknown[] = []
  let after: string | null = null
  for (;;) {
    const page = await readPage(request, first, after)
    expect(page.pageInfo.hasPreviousPage).toBe(after !== null)
    expect(page.edges.at(0)?.cursor ?? null).toBe(page.pageInfo.startCursor)
    expect(page.edges.at(-1)?.cursor ?? null).toBe(page.pageInfo.endCursor)
    expect(page.nodes.length).toBeLessThanOrEqual(first)
    found.push(...page.nodes)
    if (!page.pageInfo.hasNextPage) return found
    after = page.pageInfo.endCursor
  }
}
