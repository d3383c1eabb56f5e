import type { DrillResult } from './drill-result.ts'
import type { DrillRig } from './drill-rig.ts'

/** What a drill finds; what it is of, and what is expected of it, is said once. */
export type DrillFindings = Omit<DrillResult, 'name' | 'fault' | 'expected'>

/** One fault that is brought about in the running world, with what has to hold then. */
export interface Drill {
  /** As in `npm run drill -- name`. */
  readonly name: string
  readonly fault: string
  readonly expected: string
  /** Breaks something and watches; what it leaves broken the rig mends afterwards. */
  run(rig: DrillRig): Promise<DrillFindings>
}
