import { databasesIn } from '../world/database-plans.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import type { Operator } from './operator.ts'

/** Ends everything that runs in a region, as if it were lost: compute, databases, caches. */
export async function regionDown({ control }: Operator, region: RegionName): Promise<void> {
  // Nothing of it gets to say goodbye.
  await Promise.all([
    control.send({ action: 'part', region, part: 'compute', to: 'killed' }),
    ...databasesIn(region).map(({ name }) => control.send({ action: 'member', database: name, region, to: 'killed' })),
    control.send({ action: 'part', region, part: 'redis', to: 'killed' }),
  ])
}

/**
 * Brings a region up again: databases first, each as what it is by now: a writer whose home went elsewhere meanwhile is rebuilt
 * as its replica.
 */
export async function regionUp({ control }: Operator, region: RegionName): Promise<void> {
  for (const { name } of databasesIn(region)) await control.send({ action: 'member', database: name, region, to: 'running' })
  await control.send({ action: 'part', region, part: 'redis', to: 'running' })
  await control.send({ action: 'part', region, part: 'compute', to: 'running' })
}
