import { beforeEach, expect, test, vi } from 'vitest'
import type { Directory } from './directory.ts'
import { withFallback } from './with-fallback.ts'

const placement = { zone: 'eu', homeRegion: 'eu-west-1', epoch: 1, active: true }

function member(epoch: number) {
  const ask = vi.fn<() => Promise<void>>(async () => undefined)
  const directory: Directory = {
    findPlacement: async () => ask().then(() => ({ ...placement, epoch })),
    findPermissionSet: async () => ask().then(() => ({ scopes: [], epoch })),
    check: ask,
  }
  return { ask, directory }
}

let time: number
let near: ReturnType<typeof member>
let far: ReturnType<typeof member>
let directory: Directory
const onFault = vi.fn<(error: unknown) => void>()

beforeEach(() => {
  time = 1_000_000
  near = member(1)
  far = member(2)
  onFault.mockClear()
  directory = withFallback(near.directory, far.directory, { now: () => time, onFault })
})

const epochs = async (): Promise<readonly unknown[]> => [
  (await directory.findPlacement('t'))?.epoch,
  (await directory.findPermissionSet('t', 'p'))?.epoch,
]

test('the near member alone is asked while it answers', async () => {
  expect(await epochs()).toEqual([1, 1])
  await directory.check()
  expect(far.ask).not.toHaveBeenCalled()
})

test('while the near member fails the far one answers, and the near one is not asked for five seconds', async () => {
  const fault = new Error('down')
  near.ask.mockRejectedValue(fault)
  expect(await epochs()).toEqual([2, 2])
  expect(near.ask).toHaveBeenCalledTimes(1)
  expect(onFault.mock.calls).toEqual([[fault]])
  near.ask.mockResolvedValue(undefined)
  time += 5_000
  expect(await epochs()).toEqual([2, 2])
  time += 1
  expect(await epochs()).toEqual([1, 1])
})

test('a near member that has come back answers before its pause is over when the far one fails', async () => {
  near.ask.mockRejectedValueOnce(new Error('hiccup'))
  await directory.check()
  far.ask.mockRejectedValue(new Error('down'))
  expect(await epochs()).toEqual([1, 1])
})

test('with both members down the fault of the last one asked is told', async () => {
  near.ask.mockRejectedValue(new Error('near is down'))
  far.ask.mockRejectedValue(new Error('far is down'))
  await expect(directory.check()).rejects.toThrow('far is down')
})
