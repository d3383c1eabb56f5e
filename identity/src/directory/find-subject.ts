import type pg from 'pg'

/** Who asks for a token: a person by the issuer's `sub`, or a client by its `client_id`. */
export type Subject = { readonly kind: 'user' | 'client'; readonly id: string }

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
  s.status as "subjectStatus", p.id as "permissionSetId", p.permission_epoch as "permissionEpoch"`

const joins = `join directory.tenant t on t.id = s.tenant_id
  join directory.permission_set p on p.tenant_id = s.tenant_id and p.id = s.permission_set_id`

const queries = {
  user: { name: 'find-user', text: `select ${columns} from directory.app_user s ${joins} where s.subject = $1` },
  client: { name: 'find-client', text: `select ${columns} from directory.client s ${joins} where s.client_id = $1` },
} as const

/** The record of a subject by one prepared statement; undefined for one that the directory does not know. */
export async function findSubject(db: pg.Pool | pg.ClientBase, { kind, id }: Subject): Promise<SubjectRecord | undefined> {
  const { rows } = await db.query<SubjectRecord>({ ...queries[kind], values: [id] })
  return rows[0]
}
