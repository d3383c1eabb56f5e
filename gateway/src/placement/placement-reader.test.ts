import { expect, test, vi } from 'vitest'
import type { Placement } from '../directory/directory.ts'
import { createPlacementReader } from './placement-reader.ts'

const home: Placement = { zone: 'eu', homeRegion: 'eu-west-1', epoch: 1, active: true }

function setUp() {
  let time = 1_000_000
  const find = vi.fn<(tenantId: string) => Promise<Placement | undefined>>(async () => home)
  const onFault = vi.fn<(error: unknown) => void>()
  return { find, onFault, read: createPlacementReader({ find, now: () => time, onFault }), pass: (ms: number) => void (time += ms) }
}

test('a placement is asked for again after ten seconds, not before', async () => {
  const { find, read, pass } = setUp()
  await read('t', 1)
  pass(10_000)
  await read('t', 1)
  expect(find).toHaveBeenCalledTimes(1)
  pass(1)
  find.mockResolvedValueOnce({ ...home, epoch: 2 })
  expect(await read('t', 1)).toEqual({ ...home, epoch: 2 })
})

test('requests at the same time share one look-up, a tenant each', async () => {
  const { find, read } = setUp()
  await Promise.all([read('t', 1), read('t', 1), read('u', 1)])
  expect(find.mock.calls).toEqual([['t'], ['u']])
})

test('a later epoch than the known one is looked up at once', async () => {
  const { find, read } = setUp()
  await read('t', 1)
  await read('t', 2)
  expect(find).toHaveBeenCalledTimes(2)
})

test('that a tenant does not exist is kept, too', async () => {
  const { find, read } = setUp()
  find.mockResolvedValue(undefined)
  expect([await read('t', 1), await read('t', 1)]).toEqual([undefined, undefined])
  expect(find).toHaveBeenCalledTimes(1)
})

test('while look-ups fail the known placement serves for a minute', async () => {
  const { find, read, pass, onFault } = setUp()
  await read('t', 1)
  find.mockRejectedValue(new Error('down'))
  pass(60_000)
  expect(await read('t', 1)).toEqual(home)
  expect(onFault).toHaveBeenCalledTimes(1)
  pass(1)
  await expect(read('t', 1)).rejects.toMatchObject({ extensions: { code: 'REGION_UNAVAILABLE', retryAfterSeconds: 5 } })
})

test('a known placement does not answer for a later epoch while look-ups fail', async () => {
  const { find, read } = setUp()
  await read('t', 1)
  find.mockRejectedValue(new Error('down'))
  await expect(read('t', 2)).rejects.toMatchObject({ extensions: { code: 'REGION_UNAVAILABLE' } })
})
