import { setTimeout as delay } from 'node:timers/promises'
import { dropLease, readLease, takeLease, type Lease } from '../lease/lease.ts'
import { memberIn, type DatabaseMember, type OperatedDatabase } from '../zone-databases.ts'

export interface PromoteDatabase {
  readonly database: OperatedDatabase
  /** Region whose replica becomes the writer. */
  readonly region: string
  /** Makes the replica the writer: RDS's failover in AWS. What the old writer still has is stopped by it. */
  readonly promoteReplica: (database: string, region: string) => Promise<void>
  /** Told the epoch to come when nothing is in the way any more, before the replica becomes the writer. */
  readonly beforePromotion?: (epoch: number) => Promise<void>
  readonly tell: (line: string) => void
  readonly now: () => number
}

export interface Promoted {
  readonly database: string
  readonly epoch: number
  /** Whether the old writer answered, so that nothing that was acknowledged is lost. */
  readonly isPlanned: boolean
  /** Between the last commit that the replica has and the promotion; what was acknowledged in that time may be lost. Undefined when planned. */
  readonly lagMs: number | undefined
  /** Instant at which writes were possible again, in milliseconds since 1970. */
  readonly writableAt: number
}

const catchUpLimitMs = 30_000
const pollMs = 20

/**
 * Makes a replica the writer. A writer that answers is fenced first and the replica waits until it has all of its log: nothing
 * is lost. One that does not answer can't be waited for; what its replica lacks is told as lag.
 */
export async function promoteDatabase({
  database,
  region,
  promoteReplica,
  beforePromotion,
  tell,
  now,
}: PromoteDatabase): Promise<Promoted> {
  const target = memberIn(database, region)
  const before = await readLease(target.owner)
  if (!before.isReplica) {
    if (before.region !== region) throw new Error(`${database.name} in ${region} is no replica, but does not say that it is the writer`)
    throw new Error(`${database.name} has its writer in ${region} already, at epoch ${before.epoch}`)
  }
  const writer = await fence(database, before)
  if (writer === undefined) tell(`${database.name}: its writer in ${before.region} does not answer`)
  else await catchUp(database, target, writer)
  const atPromotion = await readLease(target.owner)
  const lagMs = writer === undefined ? lagOf(atPromotion, now()) : undefined
  const epoch = before.epoch + 1
  await beforePromotion?.(epoch)
  await promoteReplica(database.name, region)
  await takeLease(target.owner, { region, epoch })
  tell(`${database.name}: the writer is in ${region} now, epoch ${epoch}`)
  return { database: database.name, epoch, isPlanned: writer !== undefined, lagMs, writableAt: now() }
}

/** Ends the writer's right to write; the position that its replica has to reach, undefined when it does not answer. */
async function fence({ members }: OperatedDatabase, { region }: Lease): Promise<string | undefined> {
  const writer = members.find((member) => member.region === region)
  if (writer === undefined) return undefined
  try {
    await dropLease(writer.owner)
    return (await readLease(writer.owner)).lsn
  } catch {
    return undefined
  }
}

async function catchUp({ name }: OperatedDatabase, target: DatabaseMember, lsn: string): Promise<void> {
  const deadline = performance.now() + catchUpLimitMs
  for (;;) {
    const { rows } = await target.owner.query<{ reached: boolean }>('select pg_last_wal_replay_lsn() >= $1::pg_lsn as reached', [lsn])
    if (rows[0]?.reached === true) return
    if (performance.now() > deadline)
      throw new Error(
        `the replica of ${name} in ${target.region} has not caught up in ${catchUpLimitMs / 1_000} s; its writer is fenced: let it write again, or promote when it is lost`,
      )
    await delay(pollMs)
  }
}

function lagOf({ asOf }: Lease, now: number): number {
  return asOf === null ? Number.POSITIVE_INFINITY : Math.max(0, now - Date.parse(asOf))
}
