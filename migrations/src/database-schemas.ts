import type { DatabasePlan } from '@hemisphere/topology/databases.ts'

/** A schema with its two roles. */
export interface SchemaPlan {
  readonly schema: SchemaName
  /** Role that owns the schema and runs its migrations. */
  readonly owner: string
  /** Role that serves requests. */
  readonly service: string
}

export type SchemaName = 'ops' | 'directory' | 'catalog' | 'store' | 'forecasting'

type Kind = Pick<DatabasePlan, 'home'>

/** What the other schemas' guards and every lease stand on: it goes first. */
export const opsSchema: SchemaPlan = { schema: 'ops', owner: 'ops_owner', service: 'ops_keeper' }

const directorySchema: SchemaPlan = { schema: 'directory', owner: 'directory_owner', service: 'directory_reader' }

const homeSchemas: readonly SchemaPlan[] = (['catalog', 'store', 'forecasting'] as const).map((schema) => ({
  schema,
  owner: `${schema}_owner`,
  service: `${schema}_service`,
}))

/** The schemas of a database beside `ops`, in the order in which one reads another's published views. */
export function schemasOf({ home }: Kind): readonly SchemaPlan[] {
  return home === undefined ? [directorySchema] : homeSchemas
}

/** A role that owns nothing and may call what schema `ops` lets everybody call: by it a gateway asks for the writer's lease. */
export function gatewayRole({ home }: Kind): string | undefined {
  return home === undefined ? undefined : 'gateway_reader'
}
