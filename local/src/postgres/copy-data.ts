import { chmod, chown, constants, copyFile, mkdir, readdir, readlink, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '../world/file-text.ts'
import type { ServerUser } from './server-user.ts'

export interface CopyData {
  readonly from: string
  readonly to: string
  /** Owner of the copy; undefined where this process is not root. */
  readonly user: ServerUser | undefined
  /** Paths below `from` that stay out of the copy; of a folder, only what is in it. */
  readonly leaveOut: ReadonlySet<string>
}

/**
 * Copies PostgreSQL's files. Of a server that runs, between `pg_backup_start` and `pg_backup_stop`, files may change or vanish
 * meanwhile (PostgreSQL manual, "Making a Base Backup Using the Low Level API"): what vanished is passed over.
 */
export async function copyData({ from, to, user, leaveOut }: CopyData): Promise<void> {
  await copyFolder('')

  async function own(path: string, mode: number): Promise<void> {
    await chmod(path, mode)
    if (user !== undefined) await chown(path, user.uid, user.gid)
  }

  async function copyFolder(folder: string): Promise<void> {
    await mkdir(join(to, folder), { recursive: true })
    await own(join(to, folder), (await stat(join(from, folder))).mode & 0o777)
    if (leaveOut.has(folder)) return
    for (const entry of await readdir(join(from, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) await copyFolder(path)
      else if (entry.isSymbolicLink()) await symlink(await readlink(join(from, path)), join(to, path))
      else if (entry.isFile() && !leaveOut.has(path)) await copyOne(path)
    }
  }

  async function copyOne(path: string): Promise<void> {
    try {
      await copyFile(join(from, path), join(to, path), constants.COPYFILE_FICLONE)
      await own(join(to, path), 0o600)
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error
    }
  }
}
