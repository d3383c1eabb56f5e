import type pg from 'pg'

export interface SchemaRoles {
  readonly schema: string
  /** Owns the schema and runs its migrations. */
  readonly owner: RoleLogin
  /** Serves requests: no rights but those that migrations grant, and never around row-level security. */
  readonly service: RoleLogin
}

export interface RoleLogin {
  readonly role: string
  readonly password: string
}

/** Creates or updates one schema with its two roles, as the administrator of the database. Repeating it changes nothing but passwords. */
export async function bootstrapSchema(admin: pg.ClientBase, { schema, owner, service }: SchemaRoles): Promise<void> {
  for (const login of [owner, service]) await ensureRole(admin, login)
  await admin.query(`create schema if not exists ${admin.escapeIdentifier(schema)} authorization ${admin.escapeIdentifier(owner.role)}`)
  await admin.query(`grant usage on schema ${admin.escapeIdentifier(schema)} to ${admin.escapeIdentifier(service.role)}`)
}

/** Creates a login role without any privilege, or sets the password of one that exists. */
export async function ensureRole(admin: pg.ClientBase, { role, password }: RoleLogin): Promise<void> {
  const known = await admin.query('select from pg_roles where rolname = $1', [role])
  const verb = known.rowCount === 0 ? 'create' : 'alter'
  await admin.query(
    `${verb} role ${admin.escapeIdentifier(role)} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${admin.escapeLiteral(password)}`,
  )
}
