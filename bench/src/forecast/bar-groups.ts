import type { MeasureBars } from './bar.ts'
import { measureInventory } from './bars/inventory.ts'

/** Every group of bars, in the order in which they are measured. */
export const barGroups: Readonly<Record<string, MeasureBars>> = { inventory: measureInventory }
