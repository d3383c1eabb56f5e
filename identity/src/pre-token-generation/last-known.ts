import type { Subject, SubjectRecord } from '../directory/find-subject.ts'
import { createFreshMemory, type FreshMemoryOptions } from './fresh-memory.ts'

/**
 * What the directory last said, of subjects for the time that it does not answer, and of epochs for the time that a replica
 * answers which has not got them yet.
 */
export interface LastKnown {
  get(subject: Subject): SubjectRecord | undefined
  /** Remembers an answer of the directory, and whatever of its epochs is the newest that was seen. */
  set(subject: Subject, record: SubjectRecord): void
  delete(subject: Subject): void
  /** The record with the tenant's placement and the permission epoch of the newest answers, where these are newer. */
  raised(record: SubjectRecord): SubjectRecord
}

type Placement = Pick<SubjectRecord, 'zone' | 'homeRegion' | 'placementEpoch' | 'tenantStatus'>

/** A bounded memory of one Lambda instance; nothing in it is older than `maxAgeMs`. */
export function createLastKnown(options: FreshMemoryOptions): LastKnown {
  const subjects = createFreshMemory<SubjectRecord>(options)
  const placements = createFreshMemory<Placement>(options)
  const permissionEpochs = createFreshMemory<number>(options)
  const keyOf = (subject: Subject): string =>
    subject.kind === 'federated' ? JSON.stringify([subject.kind, subject.provider, subject.id]) : JSON.stringify([subject.kind, subject.id])
  return {
    get: (subject) => subjects.get(keyOf(subject)),
    set(subject, record) {
      const { tenantId, zone, homeRegion, placementEpoch, tenantStatus, permissionSetId, permissionEpoch } = record
      subjects.set(keyOf(subject), record)
      if (placementEpoch >= (placements.get(tenantId)?.placementEpoch ?? 0)) {
        placements.set(tenantId, { zone, homeRegion, placementEpoch, tenantStatus })
      }
      if (permissionEpoch >= (permissionEpochs.get(permissionSetId) ?? 0)) permissionEpochs.set(permissionSetId, permissionEpoch)
    },
    delete: (subject) => subjects.delete(keyOf(subject)),
    raised(record) {
      const placement = placements.get(record.tenantId)
      const newer = placement !== undefined && placement.placementEpoch > record.placementEpoch ? placement : {}
      const permissionEpoch = Math.max(record.permissionEpoch, permissionEpochs.get(record.permissionSetId) ?? 0)
      return { ...record, ...newer, permissionEpoch }
    },
  }
}

/** Whether an answer was given from before another one of the same subject: by a replica that lags. */
export function isOlder(answer: SubjectRecord, known: SubjectRecord): boolean {
  const movedBack = answer.tenantId === known.tenantId && answer.placementEpoch < known.placementEpoch
  const rightsBack = answer.permissionSetId === known.permissionSetId && answer.permissionEpoch < known.permissionEpoch
  return movedBack || rightsBack
}
