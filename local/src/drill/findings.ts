import type { DrillFindings } from './drill.ts'
import type { FinishedLoad } from './drill-rig.ts'
import { lostWrites, summarizeLoad } from './summary.ts'

/** What a load says of a drill, whatever its fault: figures, acknowledged writes that are lost, requests that left the zone. */
export function findingsOf(
  { record, stored, reachedOtherZone }: FinishedLoad,
  zone: string,
): Pick<DrillFindings, 'load' | 'acknowledgedWritesLost' | 'reachedOtherZone'> {
  const { reads, writes } = summarizeLoad(record, zone)
  return { load: { reads, writes }, acknowledgedWritesLost: lostWrites(record, stored).length, reachedOtherZone }
}

/** Codes of failures with their counts, such as `REGION_UNAVAILABLE 12`. */
export function failureText({ record }: FinishedLoad, zone: string): string {
  const { reads, writes } = summarizeLoad(record, zone)
  const counts = new Map<string, number>()
  for (const codes of [reads.failuresByCode, writes.failuresByCode]) {
    for (const [code, count] of Object.entries(codes)) counts.set(code, (counts.get(code) ?? 0) + count)
  }
  return [...counts].map(([code, count]) => `${code} ${count}`).join(', ')
}

/** Number of failures, by kind or of both. */
export function failuresIn({ record }: FinishedLoad, kind?: 'read' | 'write', from = 0, to = Number.POSITIVE_INFINITY): number {
  return record.requests.filter(
    (request) => !request.ok && (kind === undefined || request.kind === kind) && request.startedAt >= from && request.startedAt <= to,
  ).length
}

/** Number of answers in a role. */
export function answersAs({ record }: FinishedLoad, role: string, kind?: 'read' | 'write'): number {
  return record.requests.filter((request) => request.ok && request.role === role && (kind === undefined || request.kind === kind)).length
}
