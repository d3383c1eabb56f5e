import { findHomeWriter } from '../lease/confirm-lease.ts'
import { readLease } from '../lease/lease.ts'
import { memberIn, type OperatedDatabase } from '../zone-databases.ts'
import { promoteDatabase, type PromoteDatabase, type Promoted } from './promote-database.ts'

export interface PromoteHome extends Omit<PromoteDatabase, 'database' | 'knownEpoch' | 'announce'> {
  readonly homeRegion: string
  readonly home: OperatedDatabase
  readonly directory: OperatedDatabase
  /** Tells the edge of the home's new writer epoch: from then on it sends to nobody who knows only an earlier one. */
  readonly publishWriterEpoch: (homeRegion: string, epoch: number) => Promise<void>
}

/**
 * Moves the writer of a home to a region of its zone, and that of the zone's directory with it when that was lost, too: first
 * the directory, which settles who may hold which lease; then its word of the home's new writer; then the home; then the edge.
 * Repeated after a fault it goes on where it stopped: where the home is promoted already, the directory and the edge are told.
 */
export async function promoteHome(options: PromoteHome): Promise<readonly Promoted[]> {
  const { homeRegion, home, directory, region, publishWriterEpoch, tell } = options
  const promoted: Promoted[] = []
  if (!(await hasWriter(directory))) promoted.push(await promoteDatabase({ ...options, database: directory }))
  const announce = (epoch: number): Promise<void> => noteHomeWriter(directory, { homeRegion, region, epoch })
  let epoch = await epochOf(home, region)
  if (epoch === undefined) {
    const known = await findHomeWriter((await writerOf(directory)).owner, homeRegion)
    const writer = await promoteDatabase({ ...options, database: home, knownEpoch: known?.epoch ?? 0, announce })
    promoted.push(writer)
    epoch = writer.epoch
  } else {
    await announce(epoch)
  }
  await publishWriterEpoch(homeRegion, epoch)
  tell(`the directory knows, and the edge is told of, the writer of ${homeRegion} in ${region}, epoch ${epoch}`)
  return promoted
}

/** Epoch of a database whose writer is in a region and holds the lease. */
async function epochOf(database: OperatedDatabase, region: string): Promise<number | undefined> {
  const { epoch, isHeld, region: writer } = await readLease(memberIn(database, region).owner)
  return isHeld && writer === region ? epoch : undefined
}

/** Whether a member of a database is its writer and holds the lease. */
async function hasWriter({ members }: OperatedDatabase): Promise<boolean> {
  const leases = await Promise.allSettled(members.map(({ owner }) => readLease(owner)))
  return leases.some((lease) => lease.status === 'fulfilled' && lease.value.isHeld)
}

interface HomeWriter {
  readonly homeRegion: string
  readonly region: string
  readonly epoch: number
}

async function noteHomeWriter(directory: OperatedDatabase, { homeRegion, region, epoch }: HomeWriter): Promise<void> {
  const { owner } = await writerOf(directory)
  const { rowCount } = await owner.query(
    `update ops.home_writer set writer_region = $2, epoch = $3, changed_at = now()
     where home_region = $1 and (epoch < $3 or (epoch = $3 and writer_region = $2))`,
    [homeRegion, region, epoch],
  )
  if (rowCount !== 1) throw new Error(`the directory knows another writer of ${homeRegion} with epoch ${epoch} or later already`)
}

/** The member of a database that is its writer and holds the lease. */
export async function writerOf(database: OperatedDatabase): Promise<OperatedDatabase['members'][number]> {
  for (const member of database.members) {
    const lease = await readLease(member.owner).catch(() => undefined)
    if (lease?.isHeld === true) return memberIn(database, member.region)
  }
  throw new Error(`no member of ${database.name} is a writer that holds the lease`)
}
