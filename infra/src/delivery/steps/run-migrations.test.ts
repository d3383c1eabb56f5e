import { expect, test } from 'vitest'
import { runMigrations } from './run-migrations.ts'

interface Zone {
  /** Status of each region's task, in order; undefined for one that never ran. */
  readonly statuses: readonly (number | undefined)[]
  /** Waits that give up before a task has stopped. */
  readonly longWaits?: number
  readonly refusal?: string
}

/** A zone of eu-west-1 and eu-central-1, and what was asked of it. */
function zone({ statuses, longWaits = 0, refusal }: Zone) {
  const calls: (readonly string[])[] = []
  let tasks = 0
  let waits = 0
  const option = (args: readonly string[], name: string): string => args[args.indexOf(name) + 1] ?? ''
  const aws = async (args: readonly string[]): Promise<unknown> => {
    calls.push(args)
    switch (args[1]) {
      case 'get-parameter':
        return { Parameter: { Value: '{"cluster":"hemisphere-migrate","subnets":["subnet-1"],"securityGroups":["sg-1"]}' } }
      case 'run-task':
        if (refusal !== undefined) return { tasks: [], failures: [{ reason: refusal }] }
        tasks += 1
        return { tasks: [{ taskArn: `task-${tasks}` }], failures: [] }
      case 'describe-tasks':
        return { tasks: [{ stoppedReason: 'Essential container in task exited', containers: [{ exitCode: statuses[tasks - 1] }] }] }
      case 'wait':
        waits += 1
        if (waits <= longWaits) throw new Error('aws ecs wait ended with 255')
        return undefined
      case undefined:
      default:
        throw new Error(`asked for ${args.join(' ')}`)
    }
  }
  return {
    calls,
    option,
    run: () => runMigrations({ aws, regions: ['eu-west-1', 'eu-central-1'], phase: 'expand', version: 'c0ffee', tell: () => undefined }),
    regionsOf: (action: string) => calls.filter(([, name]) => name === action).map((args) => option(args, '--region')),
  }
}

test('each region of the zone migrates, one after the other, where nothing of it is public', async () => {
  const { run, regionsOf, calls, option } = zone({ statuses: [0, 0] })
  await run()
  expect(regionsOf('run-task')).toEqual(['eu-west-1', 'eu-central-1'])
  const started = calls.find(([, name]) => name === 'run-task') ?? []
  expect(JSON.parse(option(started, '--network-configuration'))).toEqual({
    awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
  })
  expect(JSON.parse(option(started, '--overrides'))).toEqual({
    containerOverrides: [{ name: 'migrate', environment: [{ name: 'MIGRATE_PHASE', value: 'expand' }] }],
  })
})

test.each([[1], [undefined]])('a task that ends with %s stops the release, and no other region begins', async (status) => {
  const { run, regionsOf } = zone({ statuses: [status, 0] })
  await expect(run()).rejects.toThrow(`expand in eu-west-1 ended with ${status ?? 'no status'}`)
  expect(regionsOf('run-task')).toEqual(['eu-west-1'])
})

test('a task that cannot be placed is told with its reason', async () => {
  await expect(zone({ statuses: [], refusal: 'RESOURCE:MEMORY' }).run()).rejects.toThrow('no task migrates eu-west-1: RESOURCE:MEMORY')
})

test('a long migration is waited for again', async () => {
  const { run, regionsOf } = zone({ statuses: [0, 0], longWaits: 3 })
  await run()
  expect(regionsOf('run-task')).toHaveLength(2)
})

test('one that never ends is given up', async () => {
  await expect(zone({ statuses: [0, 0], longWaits: 99 }).run()).rejects.toThrow('task-1 runs on after 6 waits')
})
