import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startNodeChild, type ChildService } from './child-service.ts'
import { processBirth } from './process-birth.ts'
import { isAlive, readRecord, type ProcessRecord } from './process-record.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-child-'))
})

afterEach(() => rm(folder, { recursive: true }))

const logFile = () => join(folder, 'child.log')

async function start(source: string, options: { stopLimitMs?: number; signal?: AbortSignal } = {}): Promise<ChildService> {
  const module = join(folder, 'child.mjs')
  await writeFile(module, source)
  const { stopLimitMs = 10_000, signal = new AbortController().signal } = options
  return startNodeChild({
    name: 'child',
    records: folder,
    module: pathToFileURL(module),
    args: [],
    environment: {},
    logFile: logFile(),
    stopLimitMs,
    signal,
  })
}

async function recorded(): Promise<ProcessRecord> {
  const record = await readRecord(join(folder, 'child.json'))
  if (record === undefined) throw new Error('there is no record of the child')
  return record
}

test('a process that ends before it is ready is told with the path of its log', async () => {
  await expect(start(`console.error('no luck'); process.exit(3)`)).rejects.toThrow(
    `child ended with exit code 3 before it was ready; its log is ${logFile()}`,
  )
  expect(await readFile(logFile(), 'utf8')).toBe('no luck\n')
})

test('disposal stops the process and forgets it', async () => {
  const child = await start(`setInterval(() => {}, 1000); process.once('SIGTERM', () => process.exit(0)); process.send('ready')`)
  const record = await recorded()
  expect(await isAlive(record)).toBe(true)
  await child[Symbol.asyncDispose]()
  expect(await child.ended).toBe('exit code 0')
  expect(await isAlive(record)).toBe(false)
  expect(await readdir(folder)).not.toContain('child.json')
})

test('a process that does not heed SIGTERM is killed with all that it started', async () => {
  const child = await start(
    `import { spawn } from 'node:child_process'
     process.on('SIGTERM', () => {})
     const grandchild = spawn('sleep', ['600'], { stdio: 'ignore' })
     grandchild.once('spawn', () => { console.log(grandchild.pid); process.send('ready') })`,
    { stopLimitMs: 50 },
  )
  const grandchild = Number(await readFile(logFile(), 'utf8'))
  await child[Symbol.asyncDispose]()
  expect(await child.ended).toBe('SIGKILL')
  await expect.poll(() => isRunning(grandchild)).toBe(false)
})

test('a start that is given up leaves no process', async () => {
  const given = new AbortController()
  const attempt = start(`setInterval(() => {}, 1000)`, { signal: given.signal })
  await expect.poll(() => readdir(folder)).toContain('child.json')
  const record = await recorded()
  given.abort(new Error('no longer wanted'))
  await expect(attempt).rejects.toThrow('no longer wanted')
  expect(await isAlive(record)).toBe(false)
})

async function isRunning(pid: number): Promise<boolean> {
  return (await processBirth(pid)) !== undefined
}
