import { promoteHome } from '@hemisphere/operations/promote/promote-home.ts'
import type { Promoted } from '@hemisphere/operations/promote/promote-database.ts'
import { databaseNamed, homeDatabase, otherMember } from '../world/database-plans.ts'
import { regionNamed, type RegionName } from '../world/regions.ts'
import type { Operator } from './operator.ts'

export interface PromoteRegion {
  /** The home whose writer moves. */
  readonly home: RegionName
  /** Where it goes; the other member's region unless said. */
  readonly to: RegionName
  readonly tell: (line: string) => void
  readonly now: () => number
}

/** Moves the writer of a home to a region of its zone, and lets the region that had it follow as soon as it can. */
export async function promoteRegion(operator: Operator, { home, to, tell, now }: PromoteRegion): Promise<readonly Promoted[]> {
  const { zone } = regionNamed(home)
  const promoted = await promoteHome({
    homeRegion: home,
    home: await operator.home(home),
    directory: await operator.directory(zone),
    region: to,
    promoteReplica: async (database, region) => {
      await operator.control.send({ action: 'promote', database: databaseNamed(database).name, region: regionNamed(region).name })
    },
    publishWriterEpoch: (region, writerEpoch) => operator.publish(regionNamed(region).name, { writerEpoch }),
    tell,
    now,
  })
  for (const { database, isPlanned } of promoted) {
    if (isPlanned) await followAgain(operator, { database, from: otherMember(databaseNamed(database), to), tell })
  }
  return promoted
}

interface FollowAgain {
  readonly database: string
  readonly from: RegionName
  readonly tell: (line: string) => void
}

/** Starts the old writer as the replica that it is now. */
async function followAgain({ control }: Operator, { database, from, tell }: FollowAgain): Promise<void> {
  await control.send({ action: 'member', database: databaseNamed(database).name, region: from, to: 'running' })
  tell(`${database}: ${from} follows the new writer`)
}

/** The region beside a home that its writer would go to. */
export function takeOverRegion(home: RegionName): RegionName {
  return otherMember(databaseNamed(homeDatabase(home)), home)
}
