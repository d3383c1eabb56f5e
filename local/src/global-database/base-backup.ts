import { chown, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import type { Cluster } from '../postgres/cluster.ts'
import { copyData } from '../postgres/copy-data.ts'
import { findServerUser } from '../postgres/server-user.ts'

export interface BaseBackup {
  /** The writer, which runs on. */
  readonly writer: Cluster
  /** The writer's files. */
  readonly from: string
  /** Where the copy goes; what is there is removed first. */
  readonly to: string
}

/** Left out as the manual says: state of the running server, and the log, which the replica takes from the writer itself. */
const leaveOut: ReadonlySet<string> = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'standby.signal',
  'backup_label',
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
])

const labelRows = z.tuple([z.object({ labelfile: z.string() })])

/** Copies the files of a writer so that they can follow it (PostgreSQL manual, "Making a Base Backup Using the Low Level API"). */
export async function takeBaseBackup({ writer, from, to }: BaseBackup): Promise<void> {
  const user = await findServerUser()
  const client = new pg.Client({
    host: '127.0.0.1',
    port: writer.port,
    ...writer.admin,
    database: 'postgres',
    application_name: 'base backup',
  })
  await client.connect()
  try {
    await client.query(`select pg_backup_start('replica', true)`)
    await rm(to, { recursive: true, force: true })
    await copyData({ from, to, user, leaveOut })
    const { rows } = await client.query('select labelfile from pg_backup_stop(false)')
    const [{ labelfile }] = labelRows.parse(rows)
    const label = join(to, 'backup_label')
    await writeFile(label, labelfile, { mode: 0o600 })
    if (user !== undefined) await chown(label, user.uid, user.gid)
  } finally {
    await client.end()
  }
}
