import type { KindSummary } from './summary.ts'

/** One thing that a drill promises, with what was seen. */
export interface DrillCheck {
  readonly what: string
  /** The promise with its unit: `≤ 2 s`, `0`. */
  readonly limit: string
  readonly seen: string
  readonly held: boolean
  /** Whether it is a promise of speed, which a machine that is busy otherwise may break. */
  readonly isTimed?: boolean
}

export type KindFigures = Pick<KindSummary, 'requests' | 'failures' | 'longestGap'>

export interface DrillResult {
  readonly name: string
  readonly fault: string
  readonly expected: string
  readonly seen: string
  readonly checks: readonly DrillCheck[]
  /** Absent for a drill without load. */
  readonly load?: { readonly reads: KindFigures; readonly writes: KindFigures }
  /** Absent for a drill that writes nothing. */
  readonly acknowledgedWritesLost?: number
  /** Requests that were received or answered in another zone. */
  readonly reachedOtherZone: number
  /** Why the drill could not be carried through. */
  readonly error?: string
}

/** A drill holds when it was carried through, promised something, kept all of it, and nothing reached another zone. */
export function holds({ checks, reachedOtherZone, error }: DrillResult): boolean {
  return error === undefined && reachedOtherZone === 0 && checks.length > 0 && checks.every(({ held }) => held)
}

/** 0 when there are drills and all of them hold. */
export function exitStatus(results: readonly DrillResult[]): 0 | 1 {
  return results.length > 0 && results.every(holds) ? 0 : 1
}
