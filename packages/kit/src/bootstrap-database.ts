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
  /** Absent where IAM lets the role in. */
  readonly password?: string | undefined
}

/** Who is a member of it signs in by IAM and by nothing else ("Database authentication", Aurora user guide). */
const iamRole = 'rds_iam'

const noPrivileges = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls'

/**
 * Creates or updates one schema with its two roles, as the administrator of the database: a superuser, or the database's owner who
 * may create roles, as in Aurora. Repeating it changes nothing but passwords.
 */
export async function bootstrapSchema(admin: pg.ClientBase, { schema, owner, service }: SchemaRoles): Promise<void> {
  for (const login of [owner, service]) await ensureRole(admin, login)
  const [schemaName, ownerName] = [schema, owner.role].map((name) => admin.escapeIdentifier(name))
  // Since PostgreSQL 16 whoever creates a role may grant it, to himself as well, and needs it to give it a schema.
  if (!(await isSuperuser(admin))) await admin.query(`grant ${ownerName} to current_user with inherit false, set true`)
  await admin.query(`create schema if not exists ${schemaName} authorization ${ownerName}`)
  await admin.query(
    `begin; set local role ${ownerName}; grant usage on schema ${schemaName} to ${admin.escapeIdentifier(service.role)}; commit`,
  )
}

/**
 * Creates a login role without any privilege, or sets the password of one that exists. A role without a password joins those that
 * sign in by IAM, where there are such. Throws where an administrator who is no superuser meets a role that has privileges.
 */
export async function ensureRole(admin: pg.ClientBase, { role, password }: RoleLogin): Promise<void> {
  const name = admin.escapeIdentifier(role)
  const secret = password === undefined ? '' : `password ${admin.escapeLiteral(password)}`
  const { rows } = await admin.query<{ privileged: boolean }>(
    'select rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls as privileged from pg_roles where rolname = $1',
    [role],
  )
  const [known] = rows
  if (known === undefined) await admin.query(`create role ${name} ${noPrivileges} ${secret}`)
  else if (await isSuperuser(admin)) await admin.query(`alter role ${name} ${noPrivileges} ${secret}`)
  else if (known.privileged) throw new Error(`role ${role} has privileges that it must not have: take them from it`)
  // Nobody but a superuser may even confirm that a role is none.
  else await admin.query(`alter role ${name} login ${secret}`)
  if (password === undefined && (await exists(admin, iamRole))) await admin.query(`grant ${iamRole} to ${name}`)
}

async function isSuperuser(admin: pg.ClientBase): Promise<boolean> {
  const { rows } = await admin.query<{ rolsuper: boolean }>('select rolsuper from pg_roles where rolname = current_user')
  return rows[0]?.rolsuper === true
}

async function exists(admin: pg.ClientBase, role: string): Promise<boolean> {
  return (await admin.query('select from pg_roles where rolname = $1', [role])).rowCount === 1
}
