import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { access, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findBinaries } from './binaries.ts'
import { adminRole, initialiseCluster } from './initialise-cluster.ts'
import { writeFollowSettings, type FollowOptions } from './follow-settings.ts'
import { reachableFolder } from './reachable-folder.ts'
import { findServerUser } from './server-user.ts'

export interface ClusterOptions {
  /** Where the cluster lives; made by the first start. */
  readonly folder: string
  readonly port: number
  readonly adminPassword: string
  /** Settings as of postgresql.conf. */
  readonly settings: Readonly<Record<string, string>>
  /** The writer to follow as a replica; a writer itself without it. */
  readonly follow?: FollowOptions
  /** Where the server's own words go; nowhere without it. */
  readonly logFile?: string
}

/** A running PostgreSQL server on 127.0.0.1; disposal stops it (fast shutdown: open transactions are rolled back). */
export interface Cluster extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  readonly admin: { readonly user: string; readonly password: string }
  /** Settles when the server has ended, with how. */
  readonly ended: Promise<string>
  /** Ends it as a lost machine would: at once, with nothing written down. */
  kill(): Promise<void>
}

/** Starts the cluster of a folder, which is made first when it is empty; throws with the server's own last words. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { folder, port, adminPassword, settings, follow, logFile } = options
  const user = await findServerUser()
  const binaries = await findBinaries(user)
  const root = await reachableFolder(folder, user)
  const data = join(root, 'data')
  if (!(await exists(join(data, 'PG_VERSION')))) await initialiseCluster({ data, root, user, binaries, adminPassword })

  const signalFile = join(data, 'standby.signal')
  if (follow === undefined) await rm(signalFile, { force: true })
  else await writeFile(signalFile, '')
  const following = follow === undefined ? {} : await writeFollowSettings({ ...follow, root, user })

  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port), ...settings, ...following }
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(binaries.postgres, ['-D', data, ...flags], {
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
    cwd: root,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own: Ctrl-C reaches this process alone, which then stops its servers in order.
    detached: true,
  })
  const ended = untilEnded(child)
  await untilReady(child, port, logFile)
  const { pid } = child
  if (pid === undefined) throw new Error('PostgreSQL started without a process id')
  return {
    port,
    pid,
    admin: { user: adminRole, password: adminPassword },
    ended,
    async kill() {
      // Its children notice that it has gone, and end; the group takes along those that do not.
      if (isRunning(child)) process.kill(-pid, 'SIGKILL')
      await ended
    },
    async [Symbol.asyncDispose]() {
      if (isRunning(child)) child.kill('SIGINT')
      await ended
    },
  }
}

function untilEnded(child: ChildProcess): Promise<string> {
  return once(child, 'exit').then(
    () => child.signalCode ?? `exit code ${child.exitCode}`,
    (error: unknown) => String(error),
  )
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null

/** A writer is ready for everything, a replica for reads. */
const ready = /database system is ready to accept (read-only )?connections/

function untilReady(child: ChildProcess, port: number, logFile: string | undefined): Promise<void> {
  const lastWords: string[] = []
  const log = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a', mode: 0o600 })
  return new Promise((resolve, reject) => {
    if (child.stderr === null) throw new Error('PostgreSQL has no stderr to read')
    const lines = createInterface({ input: child.stderr })
    lines.on('line', (line) => {
      if (ready.test(line)) resolve()
      log?.write(`${line}\n`)
      lastWords.push(line)
      if (lastWords.length > 20) lastWords.shift()
    })
    lines.once('close', () => log?.end())
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`PostgreSQL on port ${port} ended with ${code}:\n${lastWords.join('\n')}`)))
  })
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
