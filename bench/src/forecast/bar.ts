/** One bar: a figure that is measured, and what it must and should be. */
export interface Bar {
  readonly name: string
  readonly measured: number
  readonly must: Limit
  readonly aim?: Limit
  /** Our score over that of R's best, or of the method named in `name`; absent where R has none. */
  readonly toR?: number
  /** Our score over that of the (seasonal) naive forecast. */
  readonly toNaive?: number
  /** What else a reader wants to know of it. */
  readonly note?: string
}

/** Bounds within which a figure holds; either may be absent. */
export interface Limit {
  readonly atMost?: number
  readonly atLeast?: number
}

/** Whether a figure keeps within its bounds; one that is no number never does. */
export function holds(measured: number, { atMost = Infinity, atLeast = -Infinity }: Limit): boolean {
  return measured <= atMost && measured >= atLeast
}

/** What a group of bars is told. */
export interface BarContext {
  /** A part of the series and no more, within seconds. */
  readonly isQuick: boolean
  readonly tell: (line: string) => void
}

/** Bars of one set of data, measured in one go. */
export type MeasureBars = (context: BarContext) => Promise<readonly Bar[]> | readonly Bar[]
