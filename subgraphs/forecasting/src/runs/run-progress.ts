import type { RunStage } from '../database-schema.ts'
import type { RunRow } from './run-queries.ts'
import type { RunTally } from './run-tally.ts'

export interface RunProgress {
  readonly stage: RunStage
  readonly doneCount: number
  readonly totalCount: number
  /** Share done over all stages, 0 to 100. */
  readonly percent: number
  /** RFC 3339; null when it can't be told. */
  readonly expectedEndAt: string | null
}

/** Preparing and switching take about a fiftieth of a run each. */
const forecastFrom = 2
const forecastTo = 98

/** How far a run is, and, from its pace since it began, when it will be through. */
export function progressOf(
  { status, stage, started_at: startedAt }: Pick<RunRow, 'status' | 'stage' | 'started_at'>,
  tally: Pick<RunTally, 'doneCount' | 'totalCount'> | null,
  now: number,
): RunProgress {
  const { doneCount, totalCount } = tally ?? { doneCount: 0, totalCount: 0 }
  return {
    stage,
    doneCount,
    totalCount,
    percent: percentOf(stage, doneCount, totalCount),
    expectedEndAt: status === 'RUNNING' && startedAt !== null ? expectedEnd(Date.parse(startedAt), doneCount, totalCount, now) : null,
  }
}

function percentOf(stage: RunStage, doneCount: number, totalCount: number): number {
  switch (stage) {
    case 'PREPARE':
      return 0
    case 'FORECAST':
      return forecastFrom + (totalCount === 0 ? 0 : (forecastTo - forecastFrom) * (doneCount / totalCount))
    case 'SWITCH':
      return forecastTo
    case 'DONE':
      return 100
  }
}

function expectedEnd(startedAt: number, doneCount: number, totalCount: number, now: number): string | null {
  if (doneCount === 0) return null
  const msPerSeries = Math.max(0, now - startedAt) / doneCount
  return new Date(now + msPerSeries * (totalCount - doneCount)).toISOString()
}
