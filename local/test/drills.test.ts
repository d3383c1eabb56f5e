import { allDrills } from '@hemisphere/local/drill/all-drills.ts'
import { holds } from '@hemisphere/local/drill/drill-result.ts'
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
  'the drill %s holds',
  async (_, drill) => {
    const tenant = { slug: 'nordhem', home: 'eu-west-1' } as const
    const results = await runDrills(operator, { drills: [drill], tenant, now: Date.now, tell: () => undefined })
    if (!results.every(holds)) throw new Error(drillTable(results))
    expect(results).toHaveLength(1)
  },
  240_000,
)
