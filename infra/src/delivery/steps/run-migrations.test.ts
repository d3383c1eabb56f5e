import { expect, test } from 'vitest'
import { runMigrations } from './run-migrations.ts'

interface Region {
  /** Status of each database's task, in order; undefined for one that never ran. */
  readonly statuses: readonly (number | undefined)[]
  /** Waits that give up before a task has stopped. */
  readonly longWaits?: number
  readonly refusal?: string
  readonly databases?: string
}

const option = (args: readonly string[], name: string): string => args[args.indexOf(name) + 1] ?? ''

/** A region of which two databases begin there, and what was asked of it. */
function region({ statuses, longWaits = 0, refusal, databases = 'home-eu-west-1,directory-eu' }: Region) {
  const calls: (readonly string[])[] = []
  const parts: Readonly<Record<string, string>> = { subnets: 'subnet-1,subnet-2', securityGroup: 'sg-1', databases }
  let tasks = 0
  let waits = 0
  const aws = async (args: readonly string[]): Promise<unknown> => {
    calls.push(args)
    switch (args[1]) {
      case 'get-parameter':
        return { Parameter: { Value: parts[option(args, '--name').replace('/hemisphere/migrate/', '')] } }
      case 'run-task':
        if (refusal !== undefined) return { tasks: [], failures: [{ reason: refusal }] }
        tasks += 1
        return { tasks: [{ taskArn: `task-${tasks}` }], failures: [] }
      case 'wait':
        waits += 1
        if (waits <= longWaits) throw new Error('aws ecs wait ended with 255')
        return undefined
      case 'describe-tasks':
        return { tasks: [{ stoppedReason: 'Essential container in task exited', containers: [{ exitCode: statuses[tasks - 1] }] }] }
      case undefined:
      default:
        throw new Error(`asked for ${args.join(' ')}`)
    }
  }
  const started = () => calls.filter(([, action]) => action === 'run-task')
  return {
    run: () => runMigrations({ aws, region: 'eu-west-1', phase: 'expand', version: 'c0ffee', tell: () => undefined }),
    started,
    environments: () =>
      started().map(
        (args) => (JSON.parse(option(args, '--overrides')) as { containerOverrides: [{ environment: unknown }] }).containerOverrides[0],
      ),
  }
}

test('each database is migrated by a task of its own, one after the other, where nothing is public', async () => {
  const { run, started, environments } = region({ statuses: [0, 0] })
  await run()
  expect(environments()).toEqual(
    ['home-eu-west-1', 'directory-eu'].map((database) => ({
      name: 'migrate',
      environment: [
        { name: 'DATABASE', value: database },
        { name: 'MIGRATION_PHASE', value: 'expand' },
      ],
    })),
  )
  const [first = []] = started()
  expect([option(first, '--region'), option(first, '--cluster'), option(first, '--task-definition')]).toEqual([
    'eu-west-1',
    'hemisphere',
    'hemisphere-migrate',
  ])
  expect(JSON.parse(option(first, '--network-configuration'))).toEqual({
    awsvpcConfiguration: { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
  })
})

test.each([[1], [undefined]])('a task that ends with %s stops the release, and no other database begins', async (status) => {
  const { run, started } = region({ statuses: [status, 0] })
  await expect(run()).rejects.toThrow(`expand of home-eu-west-1 in eu-west-1 ended with ${status ?? 'no status'}`)
  expect(started()).toHaveLength(1)
})

test('a task that cannot be placed is told with its reason', async () => {
  await expect(region({ statuses: [], refusal: 'RESOURCE:MEMORY' }).run()).rejects.toThrow(
    'no task migrates home-eu-west-1 in eu-west-1: RESOURCE:MEMORY',
  )
})

test('no database to migrate is no success', async () => {
  await expect(region({ statuses: [], databases: '' }).run()).rejects.toThrow('an empty list')
})

test('a long migration is waited for again', async () => {
  const { run, started } = region({ statuses: [0, 0], longWaits: 3 })
  await run()
  expect(started()).toHaveLength(2)
})

test('one that never ends is given up', async () => {
  await expect(region({ statuses: [0, 0], longWaits: 99 }).run()).rejects.toThrow('task-1 runs on after 6 waits')
})
