import { textTable } from '@hemisphere/kit/text-table.ts'
import { readLease, type Lease } from '@hemisphere/operations/lease/lease.ts'
import type { OperatedDatabase } from '@hemisphere/operations/zone-databases.ts'

export interface MemberStatus {
  readonly database: string
  readonly region: string
  /** Undefined when the member does not answer. */
  readonly lease: Lease | undefined
  /** What else is known of one that does not answer. */
  readonly known?: { readonly is: string; readonly remark: string }
}

/** What every member of a database says of it, asked side by side. */
export function readMembers({ name, members }: OperatedDatabase): Promise<readonly MemberStatus[]> {
  return Promise.all(
    members.map(async ({ region, owner }) => ({ database: name, region, lease: await readLease(owner).catch(() => undefined) })),
  )
}

/** What an operator on call wants to see of databases: who is the writer, under which epoch and lease, and how far replicas are. */
export function describeDatabases(members: readonly MemberStatus[], now: number): readonly string[] {
  const rows = members.map((member) => [member.database, member.region, ...describeMember(member, now)])
  return textTable(['database', 'member', 'is', 'epoch', 'lease', 'complete up to'], rows)
}

function describeMember({ lease, known }: MemberStatus, now: number): readonly string[] {
  if (lease === undefined) return [known?.is ?? 'SILENT', '', '', known?.remark ?? '']
  const age = lease.asOf === null ? 'unknown' : `${Math.max(0, now - Date.parse(lease.asOf))} ms ago`
  const held = lease.isReplica ? `of ${lease.region}` : lease.isHeld ? 'held' : 'NOT HELD'
  return [lease.isReplica ? 'replica' : 'writer', String(lease.epoch), held, lease.isReplica ? age : 'now']
}
