import type { Subject, SubjectRecord } from '../directory/find-subject.ts'

/** What the directory last said of subjects, for the time that it does not answer. */
export interface LastKnown {
  get(subject: Subject): SubjectRecord | undefined
  set(subject: Subject, record: SubjectRecord): void
  delete(subject: Subject): void
}

export interface LastKnownOptions {
  readonly maxAgeMs: number
  readonly maxEntries: number
  readonly now: () => number
}

/** A bounded memory of one Lambda instance; the subject that was asked for longest ago goes first. */
export function createLastKnown({ maxAgeMs, maxEntries, now }: LastKnownOptions): LastKnown {
  const entries = new Map<string, { readonly record: SubjectRecord; readonly at: number }>()
  const keyOf = ({ kind, id }: Subject): string => `${kind} ${id}`
  return {
    get(subject) {
      const entry = entries.get(keyOf(subject))
      return entry === undefined || now() - entry.at > maxAgeMs ? undefined : entry.record
    },
    set(subject, record) {
      const key = keyOf(subject)
      entries.delete(key)
      entries.set(key, { record, at: now() })
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) break
        entries.delete(oldest)
      }
    },
    delete(subject) {
      entries.delete(keyOf(subject))
    },
  }
}
