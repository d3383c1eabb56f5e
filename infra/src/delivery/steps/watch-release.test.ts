import { expect, test } from 'vitest'
import type { Fault } from './probe.ts'
import { alarmReader, watchRelease } from './watch-release.ts'

interface Looks {
  readonly probes: readonly Fault[]
  readonly alarms?: readonly Fault[]
}

/** A watch of as many looks as there are probes, each with what it finds. */
function watch({ probes, alarms = [] }: Looks) {
  const reported: boolean[] = []
  const told: string[] = []
  let look = 0
  let waits = 0
  const outcome = watchRelease({
    probe: async () => probes[look],
    readAlarm: async () => alarms[look],
    report: async (isFaulty) => void reported.push(isFaulty),
    looks: probes.length,
    faultsAllowed: 1,
    untilNext: async () => {
      look += 1
      waits += 1
    },
    tell: (line) => void told.push(line),
  })
  return outcome.then(
    () => ({ reported, told, waits, fault: undefined }),
    (error: unknown) => ({ reported, told, waits, fault: (error as Error).message }),
  )
}

test('a release that is well is watched to the end and reported so at each look', async () => {
  expect(await watch({ probes: [undefined, undefined, undefined] })).toEqual({
    reported: [false, false, false],
    told: ['3 looks found the release well'],
    waits: 2,
    fault: undefined,
  })
})

test('one fault of the probe alone is told and forgiven', async () => {
  const { fault, reported, told } = await watch({ probes: ['status 502', undefined, 'status 502', undefined] })
  expect(fault).toBeUndefined()
  expect(reported).not.toContain(true)
  expect(told[0]).toBe('look 1 of 4: the probe had status 502')
})

test('two faults of the probe one after the other end the watch', async () => {
  const { fault, reported } = await watch({ probes: [undefined, 'status 502', 'status 503', undefined] })
  expect(fault).toBe('the release is not kept: the probe had 2 faults one after the other, the last: status 503')
  expect(reported).toEqual([false, false, true])
})

test('an alarm ends the watch at once', async () => {
  const { fault, reported, waits } = await watch({ probes: [undefined, undefined], alarms: ['alarm a is in ALARM'] })
  expect(fault).toBe('the release is not kept: alarm a is in ALARM')
  expect(reported).toEqual([true])
  expect(waits).toBe(0)
})

test.each([
  ['OK', undefined],
  ['INSUFFICIENT_DATA', undefined],
  ['ALARM', 'alarm hemisphere-eu-west-1-release is in ALARM'],
])('an alarm in %s is read as %s', async (StateValue, fault) => {
  const calls: (readonly string[])[] = []
  const name = 'hemisphere-eu-west-1-release'
  const read = alarmReader(async (args) => (calls.push(args), { CompositeAlarms: [{ AlarmName: name, StateValue }] }), {
    region: 'eu-west-1',
    name,
  })
  expect(await read()).toBe(fault)
  expect(calls[0]).toEqual([
    'cloudwatch',
    'describe-alarms',
    '--region',
    'eu-west-1',
    '--alarm-types',
    'CompositeAlarm',
    '--alarm-names',
    name,
  ])
})

test('an alarm that does not exist is a fault: nobody would watch', async () => {
  const read = alarmReader(async () => ({ CompositeAlarms: [], MetricAlarms: [] }), { region: 'eu-west-1', name: 'gone' })
  expect(await read()).toBe('alarm gone does not exist in eu-west-1')
})
