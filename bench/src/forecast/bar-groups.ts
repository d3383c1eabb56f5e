import type { MeasureBars } from './bar.ts'
import { measureIntermittent } from './bars/intermittent.ts'
import { measureJewellery } from './bars/jewellery.ts'
import { measureOrangeJuice } from './bars/orange-juice.ts'

/** Every group of bars, in the order in which they are measured. */
export const barGroups: Readonly<Record<string, MeasureBars>> = {
  jewellery: measureJewellery,
  'orange-juice': measureOrangeJuice,
  intermittent: measureIntermittent,
}
