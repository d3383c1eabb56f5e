import type { Bar } from '../bar.ts'
import type { Scorecard } from '../scorecard.ts'

export interface CoverageOptions {
  readonly set: string
  readonly ours: Scorecard
  /** R's intervals on the same rows. */
  readonly reference: Scorecard
  /** Values are whole and few: an interval's promise lies between its coverage without and with its upper bound. */
  readonly isWhole?: true
  /** Bounds of the 80 % interval's coverage, and of that of 95 %. */
  readonly bounds?: readonly [readonly [number, number], readonly [number, number]]
}

/** Bars of a set's intervals: how often they hold what came true, and their score against R's. */
export function coverageBars({ set, ours, reference, isWhole, bounds }: CoverageOptions): readonly Bar[] {
  const [[low80, high80], [low95, high95]] = bounds ?? [
    [0.77, 0.83],
    [0.93, 0.97],
  ]
  return [
    coverageBar(`${set}: coverage of 80 %`, {
      nominal: 0.8,
      below: isWhole ? ours.below80 : ours.coverage80,
      upTo: ours.coverage80,
      bounds: [low80, high80],
    }),
    coverageBar(`${set}: coverage of 95 %`, {
      nominal: 0.95,
      below: isWhole ? ours.below95 : ours.coverage95,
      upTo: ours.coverage95,
      bounds: [low95, high95],
    }),
    {
      name: `${set}: MSIS95 / R`,
      measured: ours.msis95 / reference.msis95,
      must: { atMost: 1 },
      aim: { atMost: 0.95 },
      toR: ours.msis95 / reference.msis95,
      note: `${ours.msis95.toFixed(2)} against ${reference.msis95.toFixed(2)}`,
    },
  ]
}

interface Covered {
  readonly nominal: number
  readonly below: number
  readonly upTo: number
  readonly bounds: readonly [number, number]
}

function coverageBar(name: string, { nominal, below, upTo, bounds: [atLeast, atMost] }: Covered): Bar {
  const measured = Math.min(Math.max(nominal, below), upTo)
  const note = below === upTo ? {} : { note: `${below.toFixed(3)} below the upper bound, ${upTo.toFixed(3)} up to it` }
  return { name, measured, must: { atLeast, atMost }, ...note }
}
