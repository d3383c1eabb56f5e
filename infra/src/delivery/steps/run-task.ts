import { z } from 'zod'
import { options, type Aws } from './aws-cli.ts'

/** A task of infra/src/region/one-off-task.ts, in one region. */
export interface OneOffTask {
  /** AWS on the role that the region offers for it. */
  readonly aws: Aws
  readonly region: string
  /** Such as `migrate`. */
  readonly name: string
}

const cluster = 'hemisphere'

const parameter = z.object({ Parameter: z.object({ Value: z.string() }) })
const started = z.object({
  tasks: z.array(z.object({ taskArn: z.string() })),
  failures: z.array(z.object({ reason: z.string().optional() })),
})
const described = z.object({
  tasks: z.array(
    z.object({
      lastStatus: z.string().optional(),
      stoppedReason: z.string().optional(),
      containers: z.array(z.object({ exitCode: z.number().optional() })),
    }),
  ),
})

/** What the region's stack says of the task: `subnets`, `securityGroup`, or one of its own. */
export async function readTaskPart({ aws, region, name }: OneOffTask, part: string): Promise<string> {
  const answer = await aws(['ssm', 'get-parameter', ...options({ region, name: `/hemisphere/${name}/${part}` })])
  return parameter.parse(answer).Parameter.Value
}

export interface StartTask {
  /** What it is for, as a fault names it. */
  readonly purpose: string
  readonly startedBy: string
  readonly environment: Readonly<Record<string, string>>
}

/** The ARN of a task that was started where nothing is public; one that cannot be placed is thrown with AWS's reason. */
export async function startTask(task: OneOffTask, { purpose, startedBy, environment }: StartTask): Promise<string> {
  const { aws, region, name } = task
  const [subnets, securityGroup] = await Promise.all([readTaskPart(task, 'subnets'), readTaskPart(task, 'securityGroup')])
  const network = { awsvpcConfiguration: { subnets: listOf(subnets), securityGroups: listOf(securityGroup), assignPublicIp: 'DISABLED' } }
  const variables = Object.entries(environment).map(([variable, value]) => ({ name: variable, value }))
  const answer = await aws([
    'ecs',
    'run-task',
    ...options({
      region,
      cluster,
      'task-definition': `hemisphere-${name}`,
      'launch-type': 'FARGATE',
      count: '1',
      // At most 36 characters ("RunTask", ECS API reference).
      'started-by': startedBy.slice(0, 36),
      'network-configuration': JSON.stringify(network),
      overrides: JSON.stringify({ containerOverrides: [{ name, environment: variables }] }),
    }),
  ])
  const { tasks, failures } = started.parse(answer)
  const arn = tasks[0]?.taskArn
  if (arn === undefined) throw new Error(`no task ${purpose} in ${region}: ${failures[0]?.reason ?? 'no reason was given'}`)
  return arn
}

export interface TaskState {
  readonly isStopped: boolean
  /** Whether its container has been started. */
  readonly hasBegun: boolean
  /** Status of its container; undefined for one that runs, or never did. */
  readonly status: number | undefined
  readonly reason: string
}

export async function describeTask({ aws, region }: OneOffTask, task: string): Promise<TaskState> {
  const { tasks } = described.parse(await aws(['ecs', 'describe-tasks', ...options({ region, cluster, tasks: task })]))
  const [found] = tasks
  return {
    isStopped: found?.lastStatus === 'STOPPED',
    hasBegun: !['PROVISIONING', 'PENDING', 'ACTIVATING'].includes(found?.lastStatus ?? 'PENDING'),
    status: found?.containers[0]?.exitCode,
    reason: found?.stoppedReason ?? 'no reason',
  }
}

/** One wait of the command line gives up after ten minutes ("wait tasks-stopped", AWS CLI reference). */
export async function untilTaskStopped({ aws, region }: OneOffTask, task: string, waits: number): Promise<void> {
  for (let wait = 1; ; wait += 1) {
    try {
      await aws(['ecs', 'wait', 'tasks-stopped', ...options({ region, cluster, tasks: task })])
      return
    } catch (cause) {
      if (wait === waits) throw new Error(`task ${task} runs on after ${waits} waits of ten minutes`, { cause })
    }
  }
}

/** A list of a parameter; throws for an empty one. */
export function listOf(text = ''): readonly string[] {
  const list = text.split(',').filter((entry) => entry !== '')
  if (list.length === 0) throw new Error('got an empty list of what a task needs, wanted at least one')
  return list
}
