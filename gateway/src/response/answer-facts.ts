import type { Here } from '../placement/check-placement.ts'

/** What every answer says of where it comes from: `extensions.hemisphere`. */
export interface AnswerFacts {
  readonly region: string
  readonly zone: string
  readonly role: 'home'
  /** Instant up to which the data are told: a home reads its writer, so it is the instant of the request. */
  readonly asOf: string
  readonly requestId: string
}

export function answerFacts({ region, zone }: Here, requestId: string, startedAt: number): AnswerFacts {
  return { region, zone, role: 'home', asOf: new Date(startedAt).toISOString(), requestId }
}
