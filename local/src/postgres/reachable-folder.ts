import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chown, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { ServerUser } from './server-user.ts'

const run = promisify(execFile)

/** What root keeps for a server that runs as another user; root alone can write here, so nobody else can plant files in it. */
export const rootsFolder = '/var/lib/hemisphere'

/**
 * A folder for PostgreSQL's files that `user` owns and can enter: `wanted` itself, or, where root's own folders
 * are closed to others, one below `rootsFolder` whose name is derived from it.
 */
export async function reachableFolder(wanted: string, user: ServerUser | undefined): Promise<string> {
  const folder = resolve(wanted)
  await mkdir(folder, { recursive: true })
  if (user === undefined) return folder
  if (await canEnter(folder, user)) {
    await chown(folder, user.uid, user.gid)
    return folder
  }
  const elsewhere = join(rootsFolder, createHash('sha256').update(folder).digest('hex').slice(0, 12))
  await mkdir(elsewhere, { recursive: true })
  await chown(elsewhere, user.uid, user.gid)
  return elsewhere
}

async function canEnter(folder: string, user: ServerUser): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid: user.uid, gid: user.gid, cwd: '/' })
    return true
  } catch {
    return false
  }
}
