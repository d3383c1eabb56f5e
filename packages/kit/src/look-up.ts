import { graphqlError } from './error.ts'
import { decodeId } from './opaque-id.ts'
import type { RowLoader } from './row-loader.ts'

export interface Names {
  readonly id?: string | null | undefined
  readonly externalId?: string | null | undefined
}

export interface Lookup<Row> {
  /** Type within the opaque id, which messages name too. */
  readonly type: string
  readonly byId: RowLoader<Row>
  readonly byExternalId: RowLoader<Row>
}

/** The row named by exactly one of id and external id, else BAD_USER_INPUT; NOT_FOUND when the tenant has no such row. */
export async function lookUp<Row>({ type, byId, byExternalId }: Lookup<Row>, { id, externalId }: Names): Promise<Row> {
  if (typeof id === 'string' && typeof externalId === 'string') {
    throw graphqlError('BAD_USER_INPUT', `${type} got both id and externalId, wanted one of them`)
  }
  if (typeof id === 'string') return getById({ type, byId }, id)
  if (typeof externalId !== 'string') throw graphqlError('BAD_USER_INPUT', `${type} got neither id nor externalId, wanted one of them`)
  const row = await byExternalId.load(externalId)
  return row ?? notFound(type, 'externalId', externalId)
}

/** The row of an opaque id; one that is malformed, unknown or another tenant's is NOT_FOUND alike. */
export async function getById<Row>({ type, byId }: Omit<Lookup<Row>, 'byExternalId'>, id: string): Promise<Row> {
  const uuid = decodeId(type, id)?.[0]
  const row = uuid === undefined ? null : await byId.load(uuid)
  return row ?? notFound(type, 'id', id)
}

function notFound(type: string, name: string, value: string): never {
  throw graphqlError('NOT_FOUND', `no ${type} has the ${name} ${JSON.stringify(value.slice(0, 80))}`)
}
