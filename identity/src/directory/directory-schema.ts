import type { ColumnType, Generated } from 'kysely'
import type { Role } from './roles.ts'

type Created = ColumnType<string, never, never>

/** Tables of a zone's directory. */
export interface DirectorySchema {
  'directory.tenant': {
    id: Generated<string>
    slug: string
    name: string
    zone: string
    home_region: string
    placement_epoch: Generated<number>
    status: Generated<'active' | 'suspended'>
    currency_code: string
    time_zone: string
    created_at: Created
  }
  'directory.permission_set': {
    id: Generated<string>
    tenant_id: string
    name: string
    scopes: readonly string[]
    permission_epoch: Generated<number>
    created_at: Created
  }
  'directory.app_user': {
    id: Generated<string>
    tenant_id: string
    subject: string | null
    email: string
    role: Role
    permission_set_id: string
    status: Generated<'active' | 'disabled'>
    created_at: Created
  }
  'directory.client': {
    id: Generated<string>
    tenant_id: string
    client_id: string
    name: string
    permission_set_id: string
    status: Generated<'active' | 'disabled'>
    created_at: Created
  }
  'directory.identity_provider': {
    tenant_id: string
    name: string
    status: Generated<'active' | 'disabled'>
    created_at: Created
  }
  'directory.federated_identity': {
    tenant_id: string
    provider: string
    subject: string
    app_user_id: string
    created_at: Created
  }
}
