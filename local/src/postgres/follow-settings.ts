import { chown, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerUser } from './server-user.ts'

export const replicationRole = 'hemisphere_replication'

export interface FollowOptions {
  /** Port of the writer on 127.0.0.1. */
  readonly writerPort: number
  readonly replicationPassword: string
}

export interface WriteFollowSettings extends FollowOptions {
  /** Folder beside the cluster's files. */
  readonly root: string
  readonly user: ServerUser | undefined
}

/** Settings with which a server follows a writer. The password is in a file of the server's user, not in its command line. */
export async function writeFollowSettings(options: WriteFollowSettings): Promise<Readonly<Record<string, string>>> {
  const { root, user, writerPort, replicationPassword } = options
  const file = join(root, 'replication-password')
  await writeFile(file, `127.0.0.1:${writerPort}:*:${replicationRole}:${replicationPassword}\n`, { mode: 0o600 })
  if (user !== undefined) await chown(file, user.uid, user.gid)
  return {
    primary_conninfo: `host=127.0.0.1 port=${writerPort} user=${replicationRole} passfile=${file} connect_timeout=2 application_name=replica`,
  }
}
