import { z } from 'zod'
import { options, type Aws } from './aws-cli.ts'
import type { Fault } from './probe.ts'

export interface WatchRelease {
  /** One look at the region from outside. */
  readonly probe: () => Promise<Fault>
  /** One look at the region's own alarm. */
  readonly readAlarm: () => Promise<Fault>
  /** Tells the pipeline's own alarm what this look found. */
  readonly report: (isFaulty: boolean) => Promise<void>
  /** How many looks a release is watched for. */
  readonly looks: number
  /** Faults one after the other that end the watch: one alone may be the network's. */
  readonly faultsAllowed: number
  /** Waits until the next look is due. */
  readonly untilNext: () => Promise<void>
  readonly tell: (line: string) => void
}

/** Watches what was released for its bake time. An alarm ends it at once, repeated faults of the probe do; both throw. */
export async function watchRelease(options: WatchRelease): Promise<void> {
  const { probe, readAlarm, report, looks, faultsAllowed, untilNext, tell } = options
  let faults = 0
  for (let look = 1; look <= looks; look += 1) {
    const [fault, alarm] = await Promise.all([probe(), readAlarm()])
    faults = fault === undefined ? 0 : faults + 1
    if (fault !== undefined) tell(`look ${look} of ${looks}: the probe had ${fault}`)
    const verdict = alarm ?? (faults > faultsAllowed ? `the probe had ${faults} faults one after the other, the last: ${fault}` : undefined)
    await report(verdict !== undefined)
    if (verdict !== undefined) throw new Error(`the release is not kept: ${verdict}`)
    if (look < looks) await untilNext()
  }
  tell(`${looks} looks found the release well`)
}

const alarms = z.object({
  CompositeAlarms: z.array(z.object({ AlarmName: z.string(), StateValue: z.string() })).default([]),
})

export interface AlarmPlace {
  readonly region: string
  readonly name: string
}

/** A look at a composite alarm. One that does not exist is a fault: nobody would watch. */
export function alarmReader(aws: Aws, { region, name }: AlarmPlace): () => Promise<Fault> {
  return async () => {
    const answer = await aws([
      'cloudwatch',
      'describe-alarms',
      ...options({ region, 'alarm-types': 'CompositeAlarm', 'alarm-names': name }),
    ])
    const state = alarms.parse(answer).CompositeAlarms.find(({ AlarmName }) => AlarmName === name)?.StateValue
    if (state === undefined) return `alarm ${name} does not exist in ${region}`
    return state === 'ALARM' ? `alarm ${name} is in ALARM` : undefined
  }
}
