import { allDrills } from '@hemisphere/local/drill/all-drills.ts'
import { holds, type DrillResult } from '@hemisphere/local/drill/drill-result.ts'
import { runDrills } from '@hemisphere/local/drill/run-drills.ts'
import { drillTable } from '@hemisphere/local/drill/table.ts'
import { openOperator, type Operator } from '@hemisphere/local/operator/operator.ts'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'

let operator: Operator

beforeAll(async () => {
  operator = await openOperator(inject('world').stateFolder, Date.now)
})

afterAll(() => operator[Symbol.asyncDispose]())

test.each(allDrills.map((drill) => [drill.name, drill] as const))(
  'what the drill %s promises holds, times apart, which `npm run drill` measures',
  { timeout: 240_000 },
  async (_, drill) => {
    const tenant = { slug: 'nordhem', home: 'eu-west-1' } as const
    const results = await runDrills(operator, { drills: [drill], tenant, now: Date.now, tell: () => undefined })
    expect(results).toHaveLength(1)
    if (!results.map(withoutTimes).every(holds)) throw new Error(drillTable(results))
  },
)

function withoutTimes(result: DrillResult): DrillResult {
  return { ...result, checks: result.checks.filter(({ isTimed }) => isTimed !== true) }
}
