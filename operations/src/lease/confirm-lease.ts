import type pg from 'pg'
import { giveUpLease, holdLease, readLease, type Lease } from './lease.ts'

/** Why a member may or may not write now. */
export type Confirmation = 'held' | 'confirmed' | 'replica' | 'fenced' | 'unknown'

export interface ConfirmHomeLease {
  readonly homeRegion: string
  /** Region of this member. */
  readonly region: string
  /** This region's member of the home's database, on the role of a keeper. */
  readonly member: pg.Pool
  /** All members of the zone's directory. */
  readonly directory: readonly pg.Pool[]
}

/**
 * Gives the lease to a writer that has come up, when every member of the zone's directory answers and none knows a later writer
 * of this home: `fenced` when one does, `unknown` while one does not answer, since it may be the one that knows.
 */
export async function confirmHomeLease(options: ConfirmHomeLease): Promise<Confirmation> {
  const { region, member, directory } = options
  const lease = await readLease(member)
  if (lease.isReplica) return 'replica'
  if (lease.isHeld) return 'held'
  const words = await askDirectory(options)
  if (words.some((word) => isAnothers(word, lease, region))) return 'fenced'
  if (words.length < directory.length || lease.region !== region) return 'unknown'
  return (await holdLease(member, lease.epoch)) ? 'confirmed' : 'fenced'
}

/**
 * Takes the lease from a writer of whose home a member of the directory knows a later one: it was out of reach, and so not
 * stopped, when that was promoted. A directory that does not answer takes nothing. Whether the lease was taken.
 */
export async function revokeHomeLease(options: ConfirmHomeLease): Promise<boolean> {
  const { region, member } = options
  const lease = await readLease(member)
  if (!lease.isHeld) return false
  if (!(await askDirectory(options)).some((word) => isAnothers(word, lease, region))) return false
  await giveUpLease(member, lease.epoch)
  return true
}

type HomeWriter = Pick<Lease, 'region' | 'epoch'>

/** What those members of the directory say that answer and know the home. */
async function askDirectory({ homeRegion, directory }: ConfirmHomeLease): Promise<readonly HomeWriter[]> {
  const known = await Promise.allSettled(directory.map((pool) => findHomeWriter(pool, homeRegion)))
  return known.flatMap((word) => (word.status === 'fulfilled' && word.value !== undefined ? [word.value] : []))
}

function isAnothers(word: HomeWriter, lease: HomeWriter, region: string): boolean {
  return word.epoch > lease.epoch || (word.epoch === lease.epoch && word.region !== region)
}

/** Which region holds the writer of a home, as one member of the directory knows it. */
export async function findHomeWriter(directory: pg.Pool, homeRegion: string): Promise<HomeWriter | undefined> {
  const { rows } = await directory.query<HomeWriter>('select writer_region as region, epoch from ops.home_writer where home_region = $1', [
    homeRegion,
  ])
  return rows[0]
}

export interface ConfirmDirectoryLease {
  /** This region's member of the directory, on the role of a keeper. */
  readonly member: pg.Pool
  readonly otherMember: pg.Pool
}

/** Gives the lease to a directory's writer that has come up, when the other member answers and follows it. */
export async function confirmDirectoryLease({ member, otherMember }: ConfirmDirectoryLease): Promise<Confirmation> {
  const lease = await readLease(member)
  if (lease.isReplica) return 'replica'
  if (lease.isHeld) return 'held'
  const other = await readLease(otherMember).catch(() => undefined)
  if (other === undefined) return 'unknown'
  if (other.epoch > lease.epoch || (other.epoch === lease.epoch && !other.isReplica)) return 'fenced'
  return (await holdLease(member, lease.epoch)) ? 'confirmed' : 'fenced'
}

/** Takes the lease from a directory's writer when the other member is a later one; whether it was taken. */
export async function revokeDirectoryLease({ member, otherMember }: ConfirmDirectoryLease): Promise<boolean> {
  const lease = await readLease(member)
  if (!lease.isHeld) return false
  const other = await readLease(otherMember)
  if (other.epoch <= lease.epoch) return false
  await giveUpLease(member, lease.epoch)
  return true
}
