import type { ServingRole } from '../home/serve-home.ts'
import type { Here } from '../placement/check-placement.ts'
import type { RequestRecord } from '../request/gateway-context.ts'

/** What every answer says of where it comes from: `extensions.hemisphere`. */
export interface AnswerFacts {
  readonly region: string
  readonly zone: string
  /** As what the region answers; null when the request ended before that was known. */
  readonly role: ServingRole | null
  /** Instant up to which the data are complete: of a replica what it has replayed, of a writer the instant of the request. */
  readonly asOf: string
  readonly requestId: string
}

export function answerFacts({ region, zone }: Here, { requestId, startedAt, role, asOf }: RequestRecord): AnswerFacts {
  return { region, zone, role: role ?? null, asOf: asOf ?? new Date(startedAt).toISOString(), requestId }
}

/** Notes that rows of a replica were read, which are complete up to `asOf`. Instants in this form sort as text. */
export function noteAsOf(record: RequestRecord, asOf: string | undefined): void {
  if (asOf !== undefined && (record.asOf === undefined || asOf < record.asOf)) record.asOf = asOf
}
