import { z } from 'zod'
import { options, type Aws } from './aws-cli.ts'

/** `expand` adds what the new version needs and the old one does not mind; `contract` takes away what no version uses any more. */
export type MigrationPhase = 'expand' | 'contract'

export interface RunMigrations {
  /** AWS on the zone's own role for this. */
  readonly aws: Aws
  /** Regions of the zone, in order: each migrates the databases whose writer it has. */
  readonly regions: readonly string[]
  readonly phase: MigrationPhase
  readonly version: string
  readonly tell: (line: string) => void
}

/** Where a zone says how its migrations are run. */
const parameterName = '/hemisphere/migrate'
const family = 'hemisphere-migrate'

const parameter = z.object({ Parameter: z.object({ Value: z.string() }) })
const place = z.object({ cluster: z.string(), subnets: z.array(z.string()).min(1), securityGroups: z.array(z.string()).min(1) })
const started = z.object({
  tasks: z.array(z.object({ taskArn: z.string() })),
  failures: z.array(z.object({ reason: z.string().optional() })),
})
const stopped = z.object({
  tasks: z.array(z.object({ stoppedReason: z.string().optional(), containers: z.array(z.object({ exitCode: z.number().optional() })) })),
})

/** Runs the migrations of a zone as a task in each of its regions. The first that does not end with status 0 is thrown, and no other begins. */
export async function runMigrations({ aws, regions, phase, version, tell }: RunMigrations): Promise<void> {
  for (const region of regions) {
    const answer = await aws(['ssm', 'get-parameter', ...options({ region, name: parameterName })])
    const { cluster, subnets, securityGroups } = place.parse(JSON.parse(parameter.parse(answer).Parameter.Value))
    const at = { region, cluster }
    const { tasks, failures } = started.parse(
      await aws([
        'ecs',
        'run-task',
        ...options({
          ...at,
          'task-definition': family,
          'launch-type': 'FARGATE',
          count: '1',
          // At most 36 characters ("RunTask", ECS API reference).
          'started-by': version.slice(0, 36),
          'network-configuration': JSON.stringify({ awsvpcConfiguration: { subnets, securityGroups, assignPublicIp: 'DISABLED' } }),
          overrides: JSON.stringify({ containerOverrides: [{ name: 'migrate', environment: [{ name: 'MIGRATE_PHASE', value: phase }] }] }),
        }),
      ]),
    )
    const task = tasks[0]?.taskArn
    if (task === undefined) throw new Error(`no task migrates ${region}: ${failures[0]?.reason ?? 'no reason was given'}`)
    tell(`${region}: ${phase} runs as ${task}`)
    await untilStopped(aws, { region, cluster, task })
    const { tasks: ended } = stopped.parse(await aws(['ecs', 'describe-tasks', ...options({ ...at, tasks: task })]))
    const status = ended[0]?.containers[0]?.exitCode
    if (status !== 0)
      throw new Error(`${phase} in ${region} ended with ${status ?? 'no status'} (${ended[0]?.stoppedReason ?? 'no reason'}), wanted 0`)
    tell(`${region}: ${phase} is done`)
  }
}

interface RunningTask {
  readonly region: string
  readonly cluster: string
  readonly task: string
}

/** One wait of the command line gives up after ten minutes ("wait tasks-stopped", AWS CLI reference): a migration may take an hour. */
const waits = 6

async function untilStopped(aws: Aws, { region, cluster, task }: RunningTask): Promise<void> {
  for (let wait = 1; ; wait += 1) {
    try {
      await aws(['ecs', 'wait', 'tasks-stopped', ...options({ region, cluster, tasks: task })])
      return
    } catch (cause) {
      if (wait === waits) throw new Error(`task ${task} runs on after ${waits} waits of ten minutes`, { cause })
    }
  }
}
