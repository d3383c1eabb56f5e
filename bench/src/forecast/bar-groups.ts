import type { MeasureBars } from './bar.ts'
import { measureAusRetail } from './bars/aus-retail.ts'
import { measureM3, measureM4 } from './bars/competitions.ts'
import { measureIntermittent } from './bars/intermittent.ts'
import { measureDresses } from './bars/dresses.ts'
import { measureInventory } from './bars/inventory.ts'
import { measureJewellery } from './bars/jewellery.ts'
import { measureLearned } from './bars/learned.ts'
import { measureOrangeJuice } from './bars/orange-juice.ts'
import { measureSpeed } from './bars/speed.ts'

/** Every group of bars, in the order in which they are measured. */
export const barGroups: Readonly<Record<string, MeasureBars>> = {
  m3: measureM3,
  m4: measureM4,
  jewellery: measureJewellery,
  'orange-juice': measureOrangeJuice,
  intermittent: measureIntermittent,
  'aus-retail': measureAusRetail,
  learned: measureLearned,
  dresses: measureDresses,
  inventory: measureInventory,
  speed: measureSpeed,
}
