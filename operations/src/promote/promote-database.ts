import { dropLease, readLease, restoreLease, takeLease, type Lease } from '../lease/lease.ts'
import { setMark, untilMarked } from '../lease/mark.ts'
import { memberIn, type DatabaseMember, type OperatedDatabase } from '../zone-databases.ts'

export interface PromoteDatabase {
  readonly database: OperatedDatabase
  /** Region whose replica becomes the writer. */
  readonly region: string
  /**
   * Makes the replica the writer, and returns when it is: RDS's failover in AWS, a switchover when it is planned. What the old writer
   * still has is stopped by it. One that is the writer already stays it.
   */
  readonly promoteReplica: (database: string, region: string, how: Pick<Promoted, 'isPlanned'>) => Promise<void>
  /** The latest epoch of which others know: a replica may have missed one. */
  readonly knownEpoch?: number
  /** Tells those who confirm leases of the new writer before there is one: an old one that comes back in between is not confirmed. */
  readonly announce?: (epoch: number) => Promise<void>
  readonly tell: (line: string) => void
  readonly now: () => number
  /** How long a replica may take to have all that a fenced writer had; 30 s unless said. */
  readonly catchUpLimitMs?: number
}

export interface Promoted {
  readonly database: string
  readonly epoch: number
  /** Whether the old writer answered, so that nothing that was acknowledged is lost. */
  readonly isPlanned: boolean
  /** Instant up to which the replica had everything; what was acknowledged after it may be lost. Undefined when planned, or unknown. */
  readonly replicatedUpTo: string | undefined
  /** Instant at which writes were possible again, in milliseconds since 1970. */
  readonly writableAt: number
}

/**
 * Makes a replica the writer. A writer that answers is fenced first and the replica is waited for until it has all of its
 * writes: nothing is lost. One that does not answer can't be waited for; up to when its replica has everything is told. A promotion that was broken off
 * is taken up where it stopped.
 */
export async function promoteDatabase(options: PromoteDatabase): Promise<Promoted> {
  const { database, region, promoteReplica, tell, now } = options
  const target = memberIn(database, region)
  const before = await readLease(target.owner)
  if (!before.isReplica && before.region === region)
    throw new Error(`${database.name} has its writer in ${region} already, at epoch ${before.epoch}`)
  // A member that is no replica and names another writer was promoted, and has not been told so: nothing is left to wait for.
  const fenced = await fence(database, before)
  if (fenced === undefined) tell(`${database.name}: its writer in ${before.region} does not answer`)
  const isPlanned = fenced !== undefined && before.isReplica
  const { epoch, replicatedUpTo } = await (isPlanned ? prepareOrRestore(options, target, fenced) : prepare(options, target))
  await promoteReplica(database.name, region, { isPlanned })
  await takeLease(target.owner, { region, epoch })
  tell(`${database.name}: the writer is in ${region} now, epoch ${epoch}`)
  return { database: database.name, epoch, isPlanned, replicatedUpTo: isPlanned ? undefined : replicatedUpTo, writableAt: now() }
}

/** What can fail before the replica is promoted leaves a fenced writer as it was. */
async function prepareOrRestore(options: PromoteDatabase, target: DatabaseMember, { owner, epoch, mark }: FencedWriter): Promise<Prepared> {
  try {
    await untilCaughtUp(target, mark, options.catchUpLimitMs ?? 30_000)
    return await prepare(options, target)
  } catch (cause) {
    await restoreLease(owner, epoch)
    throw new Error(`${options.database.name} is not promoted in ${target.region}, its writer takes writes again`, { cause })
  }
}

interface Prepared {
  readonly epoch: number
  readonly replicatedUpTo: string | undefined
}

/** The new writer's epoch, and what the replica lacks, from the last moment before it is promoted. */
async function prepare({ knownEpoch = 0, announce }: PromoteDatabase, { owner }: DatabaseMember): Promise<Prepared> {
  const lease = await readLease(owner)
  const epoch = Math.max(lease.epoch, knownEpoch) + 1
  await announce?.(epoch)
  return { epoch, replicatedUpTo: lease.asOf ?? undefined }
}

interface FencedWriter {
  readonly owner: DatabaseMember['owner']
  readonly epoch: number
  /** Set after its last write: what its replica has to show. */
  readonly mark: number
}

/** Ends the writer's right to write; undefined when it does not answer. */
async function fence({ members }: OperatedDatabase, { region }: Lease): Promise<FencedWriter | undefined> {
  const writer = members.find((member) => member.region === region)
  if (writer === undefined) return undefined
  try {
    await dropLease(writer.owner)
    const { epoch } = await readLease(writer.owner)
    return { owner: writer.owner, epoch, mark: await setMark(writer.owner) }
  } catch {
    return undefined
  }
}

async function untilCaughtUp({ owner, region }: DatabaseMember, mark: number, limitMs: number): Promise<void> {
  if (!(await untilMarked(owner, mark, limitMs)))
    throw new Error(`the replica in ${region} does not have all of its writer's writes after ${limitMs / 1_000} s`)
}
