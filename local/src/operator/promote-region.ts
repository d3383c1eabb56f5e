import { promoteHome } from '@hemisphere/operations/promote/promote-home.ts'
import { promoteDatabase, type Promoted } from '@hemisphere/operations/promote/promote-database.ts'
import { databaseNamed, homeDatabase, otherMember } from '../world/database-plans.ts'
import { regionNamed, type RegionName, type ZoneName } from '@hemisphere/topology/regions.ts'
import type { Operator } from './operator.ts'
import { rescueSessions } from './promote-sessions.ts'

export interface PromoteRegion {
  /** The home whose writer moves. */
  readonly home: RegionName
  /** Where it goes; the other member's region unless said. */
  readonly to: RegionName
  readonly tell: (line: string) => void
  readonly now: () => number
}

/**
 * Moves the writer of a home to a region of its zone, and lets the region that had it follow as soon as it can. The zone's
 * sessions go there, too, when they have lost their primary: they need nothing of the databases, so they go first.
 */
export async function promoteRegion(operator: Operator, { home, to, tell, now }: PromoteRegion): Promise<readonly Promoted[]> {
  const { zone } = regionNamed(home)
  await rescueSessions(operator, { zone, to, tell })
  const promoted = await promoteHome({
    homeRegion: home,
    home: await operator.home(home),
    directory: await operator.directory(zone),
    region: to,
    promoteReplica: (database, region) => promoteReplica(operator, database, region),
    publishWriterEpoch: (region, writerEpoch) => operator.publish(regionNamed(region).name, { writerEpoch }),
    tell,
    now,
  })
  for (const { database, isPlanned } of promoted) {
    if (isPlanned) await followAgain(operator, { database, from: otherMember(databaseNamed(database), to), tell })
  }
  return promoted
}

export interface PromoteDirectory {
  readonly zone: ZoneName
  readonly to: RegionName
  readonly tell: (line: string) => void
  readonly now: () => number
}

/** Moves the writer of a zone's directory alone, such as back to its first region. */
export async function promoteDirectory(operator: Operator, { zone, to, tell, now }: PromoteDirectory): Promise<Promoted> {
  const database = await operator.directory(zone)
  const promoted = await promoteDatabase({
    database,
    region: to,
    promoteReplica: (name, region) => promoteReplica(operator, name, region),
    tell,
    now,
  })
  if (promoted.isPlanned)
    await followAgain(operator, { database: database.name, from: otherMember(databaseNamed(database.name), to), tell })
  return promoted
}

async function promoteReplica({ control }: Operator, database: string, region: string): Promise<void> {
  await control.send({ action: 'promote', database: databaseNamed(database).name, region: regionNamed(region).name })
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
