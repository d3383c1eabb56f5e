import type pg from 'pg'

/**
 * Who asks for a token: a person by the issuer's `sub`, a person whom a company's identity provider knows by a subject of its
 * own, or a client by its `client_id`.
 */
export type Subject =
  | { readonly kind: 'user' | 'client'; readonly id: string }
  | { readonly kind: 'federated'; readonly provider: string; readonly id: string }

/** What the directory says of a subject and its tenant. */
export interface SubjectRecord {
  readonly tenantId: string
  readonly zone: string
  readonly homeRegion: string
  readonly placementEpoch: number
  readonly tenantStatus: 'active' | 'suspended'
  readonly subjectStatus: 'active' | 'disabled'
  readonly permissionSetId: string
  readonly permissionEpoch: number
}

const columns = `t.id as "tenantId", t.zone, t.home_region as "homeRegion", t.placement_epoch as "placementEpoch", t.status as "tenantStatus",
  p.id as "permissionSetId", p.permission_epoch as "permissionEpoch"`

const joins = `join directory.tenant t on t.id = s.tenant_id
  join directory.permission_set p on p.tenant_id = s.tenant_id and p.id = s.permission_set_id`

const queries = {
  user: {
    name: 'find-user',
    text: `select ${columns}, s.status as "subjectStatus" from directory.app_user s ${joins} where s.subject = $1`,
  },
  client: {
    name: 'find-client',
    text: `select ${columns}, s.status as "subjectStatus" from directory.client s ${joins} where s.client_id = $1`,
  },
  // A company whose provider is disabled has nobody who could come by way of it.
  federated: {
    name: 'find-federated',
    text: `select ${columns}, case when i.status = 'active' then s.status else i.status end as "subjectStatus"
      from directory.federated_identity f
      join directory.identity_provider i on i.tenant_id = f.tenant_id and i.name = f.provider
      join directory.app_user s on s.tenant_id = f.tenant_id and s.id = f.app_user_id ${joins}
      where f.provider = $1 and f.subject = $2`,
  },
} as const

/** The record of a subject by one prepared statement; undefined for one that the directory does not know. */
export async function findSubject(db: pg.Pool | pg.ClientBase, subject: Subject): Promise<SubjectRecord | undefined> {
  const values = subject.kind === 'federated' ? [subject.provider, subject.id] : [subject.id]
  const { rows } = await db.query<SubjectRecord>({ ...queries[subject.kind], values })
  return rows[0]
}
