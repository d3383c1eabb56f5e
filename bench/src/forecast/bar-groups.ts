import type { MeasureBars } from './bar.ts'

/** Every group of bars, in the order in which they are measured. */
export const barGroups: Readonly<Record<string, MeasureBars>> = {}
