import { z } from 'zod'
import { options, type Aws } from './aws-cli.ts'

/** `expand` adds what the new version needs and the old one does not mind; `contract` takes away what no version uses any more. */
export type MigrationPhase = 'expand' | 'contract'

export interface RunMigrations {
  /** AWS on the role that the region offers for this. */
  readonly aws: Aws
  readonly region: string
  readonly phase: MigrationPhase
  readonly version: string
  readonly tell: (line: string) => void
}

/** Cluster and task of infra/src/region/migration-task.ts. */
const cluster = 'hemisphere'
const family = 'hemisphere-migrate'

const parameter = z.object({ Parameter: z.object({ Value: z.string() }) })
const started = z.object({
  tasks: z.array(z.object({ taskArn: z.string() })),
  failures: z.array(z.object({ reason: z.string().optional() })),
})
const stopped = z.object({
  tasks: z.array(z.object({ stoppedReason: z.string().optional(), containers: z.array(z.object({ exitCode: z.number().optional() })) })),
})

/** Migrates the databases that begin in a region, each by a task of its own. The first that does not end with status 0 is thrown, and no other begins. */
export async function runMigrations(run: RunMigrations): Promise<void> {
  const { region, phase, tell } = run
  const [subnets, securityGroup, databases] = await Promise.all(
    ['subnets', 'securityGroup', 'databases'].map((part) => readPart(run, part)),
  )
  const network = { awsvpcConfiguration: { subnets: listOf(subnets), securityGroups: listOf(securityGroup), assignPublicIp: 'DISABLED' } }
  for (const database of listOf(databases)) {
    const task = await startTask(run, database, network)
    tell(`${region}: ${phase} of ${database} runs as ${task}`)
    await untilStopped(run, task)
    await checkEnd(run, { database, task })
    tell(`${region}: ${phase} of ${database} is done`)
  }
}

async function readPart({ aws, region }: RunMigrations, part: string): Promise<string> {
  const answer = await aws(['ssm', 'get-parameter', ...options({ region, name: `/hemisphere/migrate/${part}` })])
  return parameter.parse(answer).Parameter.Value
}

function listOf(text = ''): readonly string[] {
  const list = text.split(',').filter((entry) => entry !== '')
  if (list.length === 0) throw new Error('got an empty list of what migrations need, wanted at least one')
  return list
}

async function startTask({ aws, region, phase, version }: RunMigrations, database: string, network: object): Promise<string> {
  const environment = [
    { name: 'DATABASE', value: database },
    { name: 'MIGRATION_PHASE', value: phase },
  ]
  const answer = await aws([
    'ecs',
    'run-task',
    ...options({
      region,
      cluster,
      'task-definition': family,
      'launch-type': 'FARGATE',
      count: '1',
      // At most 36 characters ("RunTask", ECS API reference).
      'started-by': version.slice(0, 36),
      'network-configuration': JSON.stringify(network),
      overrides: JSON.stringify({ containerOverrides: [{ name: 'migrate', environment }] }),
    }),
  ])
  const { tasks, failures } = started.parse(answer)
  const task = tasks[0]?.taskArn
  if (task === undefined) throw new Error(`no task migrates ${database} in ${region}: ${failures[0]?.reason ?? 'no reason was given'}`)
  return task
}

/** One wait of the command line gives up after ten minutes ("wait tasks-stopped", AWS CLI reference): a migration may take an hour. */
const waits = 6

async function untilStopped({ aws, region }: RunMigrations, task: string): Promise<void> {
  for (let wait = 1; ; wait += 1) {
    try {
      await aws(['ecs', 'wait', 'tasks-stopped', ...options({ region, cluster, tasks: task })])
      return
    } catch (cause) {
      if (wait === waits) throw new Error(`task ${task} runs on after ${waits} waits of ten minutes`, { cause })
    }
  }
}

async function checkEnd(
  { aws, region, phase }: RunMigrations,
  { database, task }: { readonly database: string; readonly task: string },
): Promise<void> {
  const { tasks } = stopped.parse(await aws(['ecs', 'describe-tasks', ...options({ region, cluster, tasks: task })]))
  const status = tasks[0]?.containers[0]?.exitCode
  if (status !== 0) {
    const reason = tasks[0]?.stoppedReason ?? 'no reason'
    throw new Error(`${phase} of ${database} in ${region} ended with ${status ?? 'no status'} (${reason}), wanted 0`)
  }
}
