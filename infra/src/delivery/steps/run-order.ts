import { orderSecretId, outcomeSchema, type Order, type Outcome } from '@hemisphere/operate/order.ts'
import { z } from 'zod'
import { fromInput, options, type Aws } from './aws-cli.ts'
import { describeTask, startTask, type OneOffTask } from './run-task.ts'

export interface RunOrder {
  /** AWS on the role that the region offers for this. */
  readonly aws: Aws
  /** Where the task runs: a region that is left. */
  readonly region: string
  readonly order: Order
  /** Of this order, and of no other. */
  readonly orderId: string
  readonly tell: (line: string) => void
  /** Until the next look. */
  readonly pause: () => Promise<void>
}

export interface EndedOrder {
  /** What the edge has to be told; undefined when the task ended without saying so. */
  readonly outcome: Outcome | undefined
  readonly status: number | undefined
  readonly reason: string
}

const events = z.object({ events: z.array(z.object({ message: z.string() })), nextForwardToken: z.string() })

/** CloudWatch Logs has a line some seconds after it was written: so many looks after the task's end. */
const lastLooks = 12

/**
 * Gives an order to a region and follows what its task says until it has ended. The order goes in by a secret of the region: it may
 * name people, who belong into no log of calls.
 */
export async function runOrder({ aws, region, order, orderId, tell, pause }: RunOrder): Promise<EndedOrder> {
  const one: OneOffTask = { aws, region, name: 'operate' }
  const secret = options({ region, 'secret-id': orderSecretId, 'secret-string': fromInput })
  await aws(['secretsmanager', 'put-secret-value', ...secret], JSON.stringify({ id: orderId, order }))
  const task = await startTask(one, { purpose: `carries out ${order.command}`, startedBy: orderId, environment: { ORDER_ID: orderId } })
  tell(`${region}: ${order.command} runs as ${task}`)
  const lines = followLines(one, task)
  let outcome: Outcome | undefined
  for (let looksLeft = lastLooks; looksLeft > 0;) {
    const { isStopped, hasBegun, status, reason } = await describeTask(one, task)
    for (const line of hasBegun ? await lines.next() : []) {
      const found = outcomeOf(line)
      if (found === undefined) tell(`  ${line}`)
      else outcome = found
    }
    if (isStopped && outcome !== undefined) return { outcome, status, reason }
    if (isStopped) looksLeft -= 1
    if (looksLeft === 0) return { outcome, status, reason }
    await pause()
  }
  throw new Error('there are no looks left')
}

/** Lines of a task that were not there before; none while it has not begun to say anything. */
function followLines({ aws, region }: OneOffTask, task: string): { readonly next: () => Promise<readonly string[]> } {
  const stream = `operate/operate/${task.split('/').at(-1)}`
  const where = options({ region, 'log-group-name': `/hemisphere/${region}/operate`, 'log-stream-name': stream })
  let token: string | undefined
  return {
    async next() {
      const from = token === undefined ? ['--start-from-head'] : options({ 'next-token': token })
      // The stream is made with its first line; until then it is not found.
      const answer = await aws(['logs', 'get-log-events', ...where, ...from]).catch(() => undefined)
      if (answer === undefined) return []
      const { events: found, nextForwardToken } = events.parse(answer)
      token = nextForwardToken
      return found.map(({ message }) => message)
    },
  }
}

/** What the last line of a task says; undefined for any other line. */
function outcomeOf(line: string): Outcome | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return outcomeSchema.safeParse(JSON.parse(line)).data
  } catch {
    // Half of a line, or somebody else's: it is shown as it is.
    return undefined
  }
}
