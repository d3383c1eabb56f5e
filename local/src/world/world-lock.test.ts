import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordOf, writeRecord } from './process-record.ts'
import { lockWorld, WorldRunningError } from './world-lock.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-lock-'))
  file = join(folder, 'lock.json')
})

afterEach(() => rm(folder, { recursive: true }))

test('a second start is told which process runs', async () => {
  await using _held = await lockWorld(file)
  await expect(lockWorld(file)).rejects.toThrow(WorldRunningError)
  await expect(lockWorld(file)).rejects.toThrow(`as process ${process.pid}`)
})

test('a lock that was given back can be taken again, and nothing else is left', async () => {
  await (await lockWorld(file))[Symbol.asyncDispose]()
  expect(await readdir(folder)).toEqual([])
  await using _held = await lockWorld(file)
  expect(await readdir(folder)).toEqual(['lock.json'])
})

test('the lock of a process that was killed is taken over', async () => {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
  await writeRecord(file, await recordOf(child.pid ?? 0))
  await expect(lockWorld(file)).rejects.toThrow(WorldRunningError)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await using _held = await lockWorld(file)
  await expect(lockWorld(file)).rejects.toThrow(`as process ${process.pid}`)
})

test('a process that got the id of a dead one holds no lock', async () => {
  await writeRecord(file, { pid: process.pid, birth: 'before the last boot' })
  await using _held = await lockWorld(file)
  await expect(lockWorld(file)).rejects.toThrow(WorldRunningError)
})

test('of starts that race for the lock of a dead process one alone wins', async () => {
  await writeRecord(file, { pid: process.pid, birth: 'before the last boot' })
  const attempts = await Promise.allSettled([lockWorld(file), lockWorld(file)])
  expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1)
})
