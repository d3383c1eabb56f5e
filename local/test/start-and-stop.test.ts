import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findTakenPorts, planFreePorts, type WorldPorts } from '@hemisphere/local/world/ports.ts'
import { clearState, stateFolderAt } from '@hemisphere/local/world/state-folder.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aliveOf, processesOf } from './support/processes.ts'
import { startCommand, type StartCommand } from './support/start-command.ts'

let folder: string
let ports: WorldPorts

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-start-'))
  ports = await planFreePorts()
})

afterAll(async () => {
  await clearState(stateFolderAt(folder))
  await rm(folder, { recursive: true, force: true })
})

const start = (): StartCommand => startCommand('--state', folder, '--port', String(ports.edge), '--scale', '0.01')

test('a taken port is told with what wants it, before anything is started', async () => {
  const squatter = createServer().listen(ports.regions['us-west-2'].store, '127.0.0.1')
  await once(squatter, 'listening')
  try {
    const { ended, lines } = start()
    expect(await ended).toBe(1)
    expect(lines).toEqual([`a port is taken: ${ports.regions['us-west-2'].store} (wanted by store of us-west-2)`])
    expect(await readdir(join(folder, 'logs'))).toEqual([])
  } finally {
    squatter.close()
  }
})

describe('a world that is up', () => {
  let world: StartCommand

  beforeAll(async () => {
    world = start()
    await world.untilLine('Hemisphere is ready at')
  })

  test('makes a second start say so', async () => {
    const second = start()
    expect(await second.ended).toBe(1)
    expect(second.lines).toEqual([expect.stringContaining(`running already, as process ${world.child.pid}`)])
  })

  test('leaves no process and no port behind after Ctrl-C', async () => {
    const processes = await processesOf(folder)
    expect(processes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['edge', 'eu-west-1', 'us-west-2-worker', 'postgres of home-us-east-1 in us-east-1']),
    )
    world.child.kill('SIGINT')
    expect(await world.ended).toBe(0)
    expect(await aliveOf(processes)).toEqual([])
    expect(await findTakenPorts(ports)).toEqual([])
  })
})

test('a start that is killed leaves no process behind: its guard stops what does not notice', async () => {
  const killed = start()
  await killed.untilLine('Hemisphere is ready at')
  const left = await processesOf(folder)
  killed.child.kill('SIGKILL')
  await expect.poll(() => aliveOf(left), { timeout: 60_000 }).toEqual([])
})

test('a start after one that was killed with its guard stops what that left, and comes up with the data that is there', async () => {
  const killed = start()
  await killed.untilLine('Hemisphere is ready at')
  const left = await processesOf(folder)
  const guard = left.find(({ name }) => name === 'guard')
  if (guard === undefined) throw new Error('the world has no guard')
  // Held first, so that it does not act between the two deaths.
  process.kill(guard.pid, 'SIGSTOP')
  killed.child.kill('SIGKILL')
  await killed.ended
  process.kill(guard.pid, 'SIGKILL')
  expect(await aliveOf(left)).toContain('postgres of home-eu-west-1 in eu-west-1')
  const next = start()
  await next.untilLine('Hemisphere is ready at')
  const processes = await processesOf(folder)
  expect(next.lines.filter((line) => line.startsWith('Forecasts'))).toEqual([])
  next.child.kill('SIGTERM')
  expect(await next.ended).toBe(0)
  expect(await aliveOf([...left, ...processes])).toEqual([])
})

test('a process that dies ends the world, and its log is named', async () => {
  const world = start()
  await world.untilLine('Hemisphere is ready at')
  const processes = await processesOf(folder)
  const victim = processes.find(({ name }) => name === 'us-east-1')
  if (victim === undefined) throw new Error('us-east-1 has no process')
  process.kill(victim.pid, 'SIGKILL')
  expect(await world.ended).toBe(1)
  expect(world.lines.at(-1)).toBe(`us-east-1 ended with SIGKILL; its log is ${join(folder, 'logs', 'us-east-1.log')}`)
  expect(await aliveOf(processes)).toEqual([])
})
