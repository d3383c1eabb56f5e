import { execFile } from 'node:child_process'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PostgresBinaries } from './binaries.ts'
import type { ServerUser } from './server-user.ts'

const run = promisify(execFile)

export const adminRole = 'hemisphere_admin'

export interface InitialiseCluster {
  /** Where the files will be. */
  readonly data: string
  readonly root: string
  readonly user: ServerUser | undefined
  readonly binaries: PostgresBinaries
  readonly adminPassword: string
}

/** Makes a cluster's files with `initdb`; a failed attempt leaves nothing. */
export async function initialiseCluster({ data, root, user, binaries, adminPassword }: InitialiseCluster): Promise<void> {
  const secrets = await mkdtemp(join(tmpdir(), 'hemisphere-'))
  const passwordFile = join(secrets, 'password')
  await writeFile(passwordFile, adminPassword, { mode: 0o600 })
  if (user !== undefined) await Promise.all([chown(secrets, user.uid, user.gid), chown(passwordFile, user.uid, user.gid)])
  const flags = [
    '--auth=scram-sha-256',
    `--username=${adminRole}`,
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-sync',
  ]
  try {
    const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid }
    const env = { PATH: process.env['PATH'], LC_ALL: 'C' }
    await run(binaries.initdb, [`--pgdata=${data}`, ...flags], { ...identity, cwd: root, env })
  } catch (cause) {
    await rm(data, { recursive: true, force: true })
    throw new Error(`a PostgreSQL cluster could not be made in ${data}`, { cause })
  } finally {
    await rm(secrets, { recursive: true, force: true })
  }
}
