import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** PostgreSQL refuses to run as root: the user that runs it instead; undefined where this process is not root. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/** The system's `postgres` user when this process is root, made without login or home when there is none. */
export async function findServerUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const known = await lookUp()
  if (known !== undefined) return known
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'])
  const made = await lookUp()
  if (made === undefined) throw new Error('no user "postgres" could be made, and PostgreSQL does not run as root: start as another user')
  return made
}

async function lookUp(): Promise<ServerUser | undefined> {
  const { stdout } = await run('getent', ['passwd', 'postgres']).catch(() => ({ stdout: '' }))
  const [, , uid, gid] = stdout.split(':')
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) }
}
