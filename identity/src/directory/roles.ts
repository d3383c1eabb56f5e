/** What a person is in a tenant. */
export type Role = 'viewer' | 'planner' | 'merchandiser' | 'analyst' | 'admin'

export type Scope =
  | 'catalog:read'
  | 'store:read'
  | 'sales:read'
  | 'sales:write'
  | 'cost:read'
  | 'forecast:read'
  | 'run:write'
  | 'schema:read'

const everyone: readonly Scope[] = ['catalog:read', 'store:read', 'forecast:read']

/** Scopes of the permission set that a tenant starts with for each role. */
export const roleScopes: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: everyone,
  planner: [...everyone, 'sales:read', 'cost:read', 'run:write'],
  merchandiser: [...everyone, 'sales:read', 'cost:read'],
  analyst: [...everyone, 'sales:read', 'cost:read', 'schema:read'],
  admin: [...everyone, 'sales:read', 'sales:write', 'cost:read', 'run:write', 'schema:read'],
}

/** Scopes of a partner's client. */
export const partnerScopes: readonly Scope[] = [...everyone, 'sales:read', 'sales:write']
