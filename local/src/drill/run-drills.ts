import type { Operator } from '../operator/operator.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { createDrillRig } from './drill-rig.ts'
import type { Drill } from './drill.ts'
import { holds, type DrillResult } from './drill-result.ts'
import { mendWorld } from './mend-world.ts'

export interface RunDrills {
  readonly drills: readonly Drill[]
  /** The tenant on which load is put, with its home region, which is broken. */
  readonly tenant: { readonly slug: string; readonly home: RegionName }
  readonly now: () => number
  readonly tell: (line: string) => void
}

/** Runs drills one after another on a world, which is whole again after each, whatever came of it. */
export async function runDrills(operator: Operator, { drills, tenant, now, tell }: RunDrills): Promise<readonly DrillResult[]> {
  const results: DrillResult[] = []
  await mendWorld(operator, { tenant, now })
  const rig = await createDrillRig({ operator, ...tenant, now, tell: (line) => tell(`    ${line}`) })
  for (const [index, drill] of drills.entries()) {
    const { name, fault, expected } = drill
    tell(`${index + 1}/${drills.length} ${name}: ${fault}`)
    const startedAt = now()
    const result = await runDrill(drill).catch((error: unknown): DrillResult => ({
      name,
      fault,
      expected,
      seen: '',
      checks: [],
      reachedOtherZone: 0,
      error: messageOf(error),
    }))
    const mended = await mendWorld(operator, { tenant, now }).then(
      () => undefined,
      (error: unknown) => `the world could not be mended afterwards: ${messageOf(error)}`,
    )
    results.push(mended === undefined ? result : { ...result, error: mended })
    tell(`    ${holds(result) ? 'held' : 'FELL SHORT'}, ${mended ?? 'world mended'}, ${((now() - startedAt) / 1_000).toFixed(0)} s`)
    // What comes next would be judged on a broken world.
    if (mended !== undefined) break
  }
  return results

  async function runDrill(drill: Drill): Promise<DrillResult> {
    const { name, fault, expected } = drill
    return { name, fault, expected, ...(await drill.run(rig)) }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.message}${error.cause instanceof Error ? `: ${error.cause.message}` : ''}` : String(error)
}
