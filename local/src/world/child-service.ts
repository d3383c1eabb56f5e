import { fork, type ChildProcess, type Serializable } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from '@hemisphere/kit/config.ts'
import { recordOf, removeRecord, writeRecord, type ProcessRecord } from './process-record.ts'
import { send } from './stop-process.ts'

/** A process of the world; disposal stops it. */
export interface ChildService extends AsyncDisposable {
  readonly name: string
  readonly record: ProcessRecord
  /** Where its standard output and error go. */
  readonly logFile: string
  /** Settles when the process has ended, with how. */
  readonly ended: Promise<string>
  /** Ends it and its group as a lost machine would: at once. */
  kill(): Promise<void>
}

export interface ChildOptions {
  readonly name: string
  readonly logFile: string
  /** Folder for the record of its process id, by which a later start finds it. */
  readonly records: string
  /** How long it may take from SIGTERM to its end; then its group is killed. */
  readonly stopLimitMs: number
}

/** Looks after a process that was just spawned as the leader of a group of its own. */
export async function adoptChild(child: ChildProcess, { name, logFile, records, stopLimitMs }: ChildOptions): Promise<ChildService> {
  const { promise: ended, resolve } = Promise.withResolvers<string>()
  child.once('error', (error) => resolve(error.message))
  child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  const { pid } = child
  if (pid === undefined) throw new Error(`${name} did not start: ${await ended}`)
  // A negative id names the group that the process leads.
  const group = -pid
  const file = join(records, `${name}.json`)

  async function stop(): Promise<void> {
    const kill = setTimeout(() => send(group, 'SIGKILL'), stopLimitMs)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
    clearTimeout(kill)
    await removeRecord(file)
  }

  async function kill(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) send(group, 'SIGKILL')
    await ended
    await removeRecord(file)
  }

  try {
    const record = await recordOf(pid)
    await writeRecord(file, record)
    return { name, record, logFile, ended, kill, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw new Error(`${name} ended at once: ${await ended}`, { cause: error })
  }
}

/** A process with a channel to it. */
export interface NodeChild extends ChildService {
  post(message: Serializable): void
}

export interface NodeChildOptions extends ChildOptions {
  /** TypeScript module to run. */
  readonly module: URL
  readonly args: readonly string[]
  readonly environment: Environment
  readonly signal: AbortSignal
  /** Told what it sends before it is ready. */
  readonly onMessage?: (message: unknown) => void
}

export const readyMessage = 'ready'

/** Starts a Node.js process and waits until it sends `ready`; one that ends before throws, with the path of its log. */
export async function startNodeChild(options: NodeChildOptions): Promise<NodeChild> {
  const { name, module, args, environment, logFile, signal, onMessage } = options
  signal.throwIfAborted()
  const log = await open(logFile, 'a', 0o600)
  const child = fork(module, args, { execArgv: [], env: { ...environment }, stdio: ['ignore', log.fd, log.fd, 'ipc'], detached: true })
  await log.close()
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message) => (message === readyMessage ? resolve() : onMessage?.(message)))
  })
  const service = await adoptChild(child, options)
  const stopped = Promise.withResolvers<never>()
  const onAbort = (): void => stopped.reject(signal.reason)
  signal.addEventListener('abort', onAbort)
  try {
    await Promise.race([ready, stopped.promise, service.ended.then((how) => Promise.reject(endedEarly(name, how, logFile)))])
  } catch (error) {
    await service[Symbol.asyncDispose]()
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
  return { ...service, post: (message) => void child.send(message) }
}

function endedEarly(name: string, how: string, logFile: string): Error {
  return new Error(`${name} ended with ${how} before it was ready; its log is ${logFile}`)
}
