import { databaseSecretSchema } from '@hemisphere/kit/secrets.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { regions } from '@hemisphere/topology/regions.ts'
import { emptyTenant, simulatedTenants } from '../world/tenants.ts'
import type { Needles } from './log-patterns.ts'

/** What no log of a world may hold: its secrets, its tenants' names, and values that a load has sent. */
export function worldNeedles(secrets: SecretStore, variables: readonly string[]): Needles {
  const values = regions.flatMap(({ name }) => secrets.listValues(name)).flatMap(partsOf)
  const tenantNames = [...simulatedTenants, emptyTenant].flatMap(({ slug, name }) => [slug, name])
  return { secrets: [...new Set(values)], tenantNames, variables }
}

/** Of a login the password alone: hosts and roles are no secrets. */
function partsOf(value: string): readonly string[] {
  if (!value.startsWith('{')) return [value]
  const parsed: unknown = JSON.parse(value)
  const login = databaseSecretSchema.safeParse(parsed)
  if (login.success) return login.data.password === undefined ? [] : [login.data.password]
  const secret = typeof parsed === 'object' && parsed !== null && 'clientSecret' in parsed ? parsed.clientSecret : undefined
  return typeof secret === 'string' ? [secret] : [value]
}
