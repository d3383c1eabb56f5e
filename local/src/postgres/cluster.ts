import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { findBinaries } from './binaries.ts'
import { reachableFolder } from './reachable-folder.ts'
import { findServerUser } from './server-user.ts'

const run = promisify(execFile)

export interface ClusterOptions {
  /** Where the cluster lives; made by the first start. */
  readonly folder: string
  readonly port: number
  readonly adminPassword: string
  /** Settings as of postgresql.conf. */
  readonly settings: Readonly<Record<string, string>>
}

/** A running PostgreSQL server on 127.0.0.1; disposal stops it (fast shutdown: open transactions are rolled back). */
export interface Cluster extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  readonly admin: { readonly user: string; readonly password: string }
}

const adminRole = 'hemisphere_admin'

/** Starts the cluster of a folder, which is made first when it is empty; throws with the server's own last words. */
export async function startCluster({ folder, port, adminPassword, settings }: ClusterOptions): Promise<Cluster> {
  const user = await findServerUser()
  const binaries = await findBinaries(user)
  const root = await reachableFolder(folder, user)
  const data = join(root, 'data')
  const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid }
  const environment = { PATH: process.env['PATH'], LC_ALL: 'C' }

  if (!(await exists(join(data, 'PG_VERSION')))) await initialise()

  async function initialise(): Promise<void> {
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
      await run(binaries.initdb, [`--pgdata=${data}`, ...flags], { ...identity, cwd: root, env: environment })
    } catch (cause) {
      await rm(data, { recursive: true, force: true })
      throw new Error(`a PostgreSQL cluster could not be made in ${data}`, { cause })
    } finally {
      await rm(secrets, { recursive: true, force: true })
    }
  }

  const flags = Object.entries({ listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port), ...settings })
  const child = spawn(binaries.postgres, ['-D', data, ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`])], {
    ...identity,
    cwd: root,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own: Ctrl-C reaches this process alone, which then stops its servers in order.
    detached: true,
  })
  await untilReady(child, port)
  const { pid } = child
  if (pid === undefined) throw new Error('PostgreSQL started without a process id')
  return { port, pid, admin: { user: adminRole, password: adminPassword }, [Symbol.asyncDispose]: () => stop(child) }
}

function untilReady(child: ChildProcess, port: number): Promise<void> {
  const lastWords: string[] = []
  return new Promise((resolve, reject) => {
    if (child.stderr === null) throw new Error('PostgreSQL has no stderr to read')
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.includes('database system is ready to accept connections')) resolve()
      lastWords.push(line)
      if (lastWords.length > 20) lastWords.shift()
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`PostgreSQL on port ${port} ended with ${code}:\n${lastWords.join('\n')}`)))
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  await ended
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
