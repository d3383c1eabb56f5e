import pg from 'pg'

/** SQLSTATE of a lock that was not granted in time. */
const lockNotAvailable = '55P03'

/** What one member of a database says of its writer. */
export interface Lease {
  /** Region whose member is the writer, as this member knows it. */
  readonly region: string
  /** Rises with each promotion. */
  readonly epoch: number
  readonly isReplica: boolean
  /** Whether this very server process may write. */
  readonly isHeld: boolean
  /** Since the writer's region last said that it serves; null before it ever did. */
  readonly beatAgeMs: number | null
  /** Instant up to which this member's rows are complete at least: now, or the last beat that was replayed. */
  readonly asOf: string | null
}

/** The lease as a member tells it; throws when it does not answer, or was never founded. */
export async function readLease(member: pg.Pool): Promise<Lease> {
  const { rows } = await member.query<Lease>(
    `select region, epoch, is_replica as "isReplica", is_held as "isHeld", beat_age_ms as "beatAgeMs", as_of as "asOf"
     from ops.lease()`,
  )
  const [lease] = rows
  if (lease === undefined) throw new Error('this database has no writer yet: it was not founded')
  return lease
}

/** Makes a region the first writer of a new database; one that has a writer keeps it. Pool of `ops_owner`. */
export async function foundWriter(member: pg.Pool, region: string): Promise<void> {
  await member.query('insert into ops.writer (region) values ($1) on conflict do nothing', [region])
}

/** Notes in a zone's directory who is the first writer of a home; what is noted stays. Pool of `ops_owner`. */
export async function foundHome(directory: pg.Pool, homeRegion: string): Promise<void> {
  await directory.query('insert into ops.home_writer (home_region, writer_region) values ($1, $1) on conflict do nothing', [homeRegion])
}

/** Lets this server process write, under an epoch that the caller has confirmed; false when it is another's by now, or fenced. */
export async function holdLease(member: pg.Pool, epoch: number): Promise<boolean> {
  const { rowCount } = await member.query(
    'update ops.writer set held_by_start = pg_postmaster_start_time(), beat_at = clock_timestamp() where epoch = $1 and not is_fenced and not pg_is_in_recovery()',
    [epoch],
  )
  return rowCount === 1
}

/** Takes the right to write from a server of this epoch that has it no more by the word of others; a keeper may do so. */
export async function giveUpLease(member: pg.Pool, epoch: number): Promise<void> {
  await member.query('update ops.writer set held_by_start = null where epoch = $1', [epoch])
}

const underWayLimitMs = 2_000

/**
 * Ends this server's right to write, until `restoreLease` or a promotion: no keeper gives it back. Returns when no statement can
 * begin to write any more; whether all transactions that had written have ended, too, for which it waits 2 s. Pool of `ops_owner`.
 */
export async function dropLease(member: pg.Pool): Promise<boolean> {
  await member.query('update ops.writer set is_fenced = true')
  const client = await member.connect()
  try {
    await client.query(`begin; set local lock_timeout = ${underWayLimitMs}`)
    await client.query('select pg_advisory_xact_lock(ops.lease_lock())')
    await client.query('commit')
    client.release()
    return true
  } catch (error) {
    client.release(true)
    if (error instanceof pg.DatabaseError && error.code === lockNotAvailable) return false
    throw error
  }
}

/** Gives back what `dropLease` took from a writer that nobody has replaced. Pool of `ops_owner`. */
export async function restoreLease(member: pg.Pool, epoch: number): Promise<void> {
  await member.query('update ops.writer set is_fenced = false where epoch = $1 and not pg_is_in_recovery()', [epoch])
}

/** Takes the writer over for a region after its member was promoted. Pool of `ops_owner`. */
export async function takeLease(member: pg.Pool, { region, epoch }: { readonly region: string; readonly epoch: number }): Promise<void> {
  const { rowCount } = await member.query(
    `update ops.writer set region = $1, epoch = $2, is_fenced = false, held_by_start = pg_postmaster_start_time(), beat_at = clock_timestamp()
     where epoch < $2 and not pg_is_in_recovery()`,
    [region, epoch],
  )
  if (rowCount !== 1)
    throw new Error(`the lease of epoch ${epoch} could not be taken for ${region}: this member is a replica, or has a later epoch`)
}

/** The writer's region says that it serves; its replica knows by it how old its rows are. */
export async function beat(member: pg.Pool): Promise<void> {
  await member.query('update ops.writer set beat_at = clock_timestamp()')
}

/** The other region says, through the writer, that it follows: with the writer's own compute lost, ages stay known. */
export async function followerBeat(writer: pg.Pool): Promise<void> {
  await writer.query('update ops.writer set follower_beat_at = clock_timestamp() where not pg_is_in_recovery()')
}
