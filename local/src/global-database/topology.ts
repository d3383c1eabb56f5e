import { z } from 'zod'
import { databasePlans, type DatabaseName } from '../world/database-plans.ts'
import { readTextIfThere, writeWhole } from '../world/file-text.ts'
import { regionNamed, type RegionName } from '@hemisphere/topology/regions.ts'

/** What AWS's control plane knows of global databases: which member is the writer, and which files can follow it. */
export interface Topology {
  writerOf(database: DatabaseName): RegionName
  /** Whether a member's files can follow the writer as they are. */
  canFollow(database: DatabaseName, region: RegionName): boolean
  setWriter(database: DatabaseName, region: RegionName): Promise<void>
  setCanFollow(database: DatabaseName, region: RegionName, canFollow: boolean): Promise<void>
  /** Whether the first writer of a database was made whole. */
  isFounded(database: DatabaseName): boolean
  setFounded(database: DatabaseName): Promise<void>
}

const fileSchema = z.record(z.string(), z.object({ writer: z.string(), isFounded: z.boolean(), followers: z.array(z.string()) }))

/** The topology in a file of the state folder; at first, each database's writer is where it is planned and nothing is made. */
export async function openTopology(file: string): Promise<Topology> {
  const text = await readTextIfThere(file)
  const databases: z.infer<typeof fileSchema> = text === undefined ? {} : fileSchema.parse(JSON.parse(text))
  for (const { name, firstWriter } of databasePlans) databases[name] ??= { writer: firstWriter, isFounded: false, followers: [] }
  let writing = Promise.resolve()

  function of(database: DatabaseName) {
    const known = databases[database]
    if (known === undefined) throw new Error(`there is no database ${database}`)
    return known
  }

  function save(): Promise<void> {
    const write = (): Promise<void> => writeWhole(file, `${JSON.stringify(databases, null, 2)}\n`)
    writing = writing.then(write, write)
    return writing
  }

  return {
    writerOf: (database) => regionNamed(of(database).writer).name,
    canFollow: (database, region) => of(database).followers.includes(region),
    isFounded: (database) => of(database).isFounded,
    async setWriter(database, region) {
      of(database).writer = region
      await save()
    },
    async setCanFollow(database, region, canFollow) {
      const known = of(database)
      const others = known.followers.filter((follower) => follower !== region)
      known.followers = canFollow ? [...others, region] : others
      await save()
    },
    async setFounded(database) {
      of(database).isFounded = true
      await save()
    },
  }
}
