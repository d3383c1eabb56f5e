import type { LoadKind, LoadMark, LoadRecord, LoadRequest } from './load.ts'

/** The longest time without a success; the start and the end of the load count as its edges. Instants are in ms since 1970. */
export interface Gap {
  readonly ms: number
  readonly from: number
  readonly to: number
  /** The last mark before it began, and how long before. */
  readonly after: { readonly name: string; readonly ms: number } | undefined
  /** Marks that fell into it. */
  readonly during: readonly string[]
}

export interface KindSummary {
  readonly requests: number
  readonly failures: number
  readonly failuresByCode: Readonly<Record<string, number>>
  readonly longestGap: Gap
  /** Answers by the region, zone and role that they name; `unknown` for those that name none. Requests without an answer are in none. */
  readonly regions: Readonly<Record<string, number>>
  readonly zones: Readonly<Record<string, number>>
  readonly roles: Readonly<Record<string, number>>
  /** Answers, failed ones as well, that name another zone than the wanted one. */
  readonly answeredElsewhere: number
}

export interface LoadSummary {
  readonly reads: KindSummary
  readonly writes: KindSummary
  readonly durationMs: number
  readonly endedBy: LoadRecord['endedBy']
}

/** A load in figures, for reads and writes apart. */
export function summarizeLoad(record: LoadRecord, wantedZone: string): LoadSummary {
  return {
    reads: summarizeKind(record, 'read', wantedZone),
    writes: summarizeKind(record, 'write', wantedZone),
    durationMs: record.endedAt - record.startedAt,
    endedBy: record.endedBy,
  }
}

function summarizeKind(record: LoadRecord, kind: LoadKind, wantedZone: string): KindSummary {
  const requests = ofKind(record, kind)
  const failed = requests.filter(({ ok }) => !ok)
  const answered = requests.filter(({ status }) => status !== undefined)
  return {
    requests: requests.length,
    failures: failed.length,
    failuresByCode: countBy(failed, ({ code }) => code),
    longestGap: findLongestGap(record, kind),
    regions: countBy(answered, ({ region }) => region),
    zones: countBy(answered, ({ zone }) => zone),
    roles: countBy(answered, ({ role }) => role),
    answeredElsewhere: answered.filter(({ zone }) => zone !== undefined && zone !== wantedZone).length,
  }
}

function findLongestGap(record: LoadRecord, kind: LoadKind): Gap {
  const { startedAt, endedAt, marks } = record
  const successes = ofKind(record, kind)
    .filter(({ ok }) => ok)
    .map((request) => request.endedAt)
    .toSorted((a, b) => a - b)
  let from = startedAt
  let longest = { from, to: from }
  for (const to of [...successes, endedAt]) {
    if (to - from > longest.to - longest.from) longest = { from, to }
    from = to
  }
  return { ...longest, ms: longest.to - longest.from, after: lastMarkBefore(marks, longest.from), during: marksIn(marks, longest) }
}

function lastMarkBefore(marks: readonly LoadMark[], instant: number): Gap['after'] {
  const last = marks
    .filter(({ at }) => at <= instant)
    .toSorted((a, b) => a.at - b.at)
    .at(-1)
  return last && { name: last.name, ms: instant - last.at }
}

function marksIn(marks: readonly LoadMark[], { from, to }: { readonly from: number; readonly to: number }): readonly string[] {
  return marks.filter(({ at }) => at > from && at < to).map(({ name }) => name)
}

/**
 * Ms from an instant to the end of the first success that was started at or after it; undefined without one. A request that was
 * under way at the instant proves nothing of what came after: it may have been served before.
 */
export function timeToSuccess(record: LoadRecord, kind: LoadKind, instant: number): number | undefined {
  const ends = ofKind(record, kind)
    .filter(({ ok, startedAt }) => ok && startedAt >= instant)
    .map(({ endedAt }) => endedAt)
  return ends.length === 0 ? undefined : Math.min(...ends) - instant
}

/** Keys of the writes that were acknowledged; throws for one that has none, since nobody could look for it. */
export function acknowledgedKeys(record: LoadRecord): readonly string[] {
  return ofKind(record, 'write')
    .filter(({ ok }) => ok)
    .map(({ key, startedAt }) => {
      if (key === undefined) throw new Error(`got an acknowledged write of ${new Date(startedAt).toISOString()} without a key, wanted one`)
      return key
    })
}

/** Acknowledged writes that are not among what was found. */
export function lostWrites(record: LoadRecord, found: ReadonlySet<string>): readonly string[] {
  return acknowledgedKeys(record).filter((key) => !found.has(key))
}

function ofKind({ requests }: LoadRecord, kind: LoadKind): readonly LoadRequest[] {
  return requests.filter((request) => request.kind === kind)
}

function countBy(requests: readonly LoadRequest[], nameOf: (request: LoadRequest) => string | undefined): Record<string, number> {
  const counts = new Map<string, number>()
  for (const request of requests) {
    const name = nameOf(request) ?? 'unknown'
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return Object.fromEntries(counts)
}
