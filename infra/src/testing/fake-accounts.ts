import type { Outcome } from '@hemisphere/operate/order.ts'
import type { Aws, AwsAccess } from '../delivery/steps/aws-cli.ts'

const option = (args: readonly string[], name: string): string => args[args.indexOf(`--${name}`) + 1] ?? ''

export interface FakeTask {
  readonly lines: readonly string[]
  readonly outcome?: Outcome
  readonly status: number
}

export interface FakeAccounts {
  /** Secrets of the pipeline's account, by region. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly task?: FakeTask
  /** What the edge's store has. */
  value?: string
  /** Writes of others that come between reading the store and writing it. */
  interruptions?: string[]
}

export interface FakeCall {
  /** Roles that were taken on, one from the other. */
  readonly roles: readonly string[]
  readonly args: readonly string[]
  readonly input: string | undefined
}

/**
 * AWS's command line over the accounts of a deployment, as far as orders ask it: answers have the form that AWS gives them. A region
 * without secrets is one that does not answer.
 */
export function fakeAccounts(accounts: FakeAccounts) {
  const calls: FakeCall[] = []
  let tag = 1
  let looks = 0

  function answer(args: readonly string[]): unknown {
    switch (args.slice(0, 2).join(' ')) {
      case 'secretsmanager get-secret-value': {
        const text = accounts.secrets[option(args, 'region')]?.[option(args, 'secret-id')]
        if (text === undefined) throw new Error('aws secretsmanager get-secret-value ended with 255, wanted 0')
        return { Name: option(args, 'secret-id'), SecretString: text }
      }
      case 'secretsmanager put-secret-value':
        return { Name: option(args, 'secret-id'), VersionStages: ['AWSCURRENT'] }
      case 'ssm get-parameter':
        return { Parameter: { Value: option(args, 'name').endsWith('subnets') ? 'subnet-1,subnet-2' : 'sg-1' } }
      case 'ecs run-task':
        return { tasks: [{ taskArn: 'arn:aws:ecs:eu-central-1:222222222222:task/hemisphere/0123' }], failures: [] }
      case 'ecs describe-tasks': {
        looks += 1
        const [lastStatus = 'STOPPED'] = ['PENDING', 'RUNNING'].slice(looks - 1)
        const { status } = accounts.task ?? { status: 0 }
        const ended = lastStatus === 'STOPPED' ? { exitCode: status } : {}
        return { tasks: [{ lastStatus, stoppedReason: 'Essential container in task exited', containers: [{ name: 'operate', ...ended }] }] }
      }
      case 'logs get-log-events':
        return logAnswer(option(args, 'next-token'))
      case 'cloudfront-keyvaluestore describe-key-value-store':
        return { ETag: `tag-${tag}`, ItemCount: accounts.value === undefined ? 0 : 1 }
      case 'cloudfront-keyvaluestore get-key':
        return { Key: option(args, 'key'), Value: accounts.value, ItemCount: 1 }
      case 'cloudfront-keyvaluestore put-key': {
        const other = accounts.interruptions?.shift()
        if (other !== undefined) {
          accounts.value = other
          tag += 1
        }
        if (option(args, 'if-match') !== `tag-${tag}`) throw new Error('aws cloudfront-keyvaluestore put-key ended with 254, wanted 0')
        accounts.value = option(args, 'value')
        tag += 1
        return { ETag: `tag-${tag}`, ItemCount: 1 }
      }
      default:
        throw new Error(`asked for ${args.join(' ')}`)
    }
  }

  /** The first line while the task runs, the others when it has ended; CloudWatch gives the same token at the end of a stream. */
  function logAnswer(from: string): unknown {
    const { lines, outcome } = accounts.task ?? { lines: [] }
    const all = [...lines, ...(outcome === undefined ? [] : [JSON.stringify(outcome)])]
    const start = from.startsWith('f/') ? Number(from.slice(2)) : 0
    const end = looks < 3 ? Math.min(1, all.length) : all.length
    return { events: all.slice(start, end).map((message) => ({ timestamp: 1, message })), nextForwardToken: `f/${end}` }
  }

  function accessOf(roles: readonly string[]): AwsAccess {
    const call: Aws = async (args, input) => {
      calls.push({ roles, args, input })
      return answer(args)
    }
    const from = async (roleArn: string): Promise<AwsAccess> => accessOf([...roles, roleArn])
    return { call, from, as: async (roleArn) => (await from(roleArn)).call }
  }

  const named = (...words: readonly string[]): readonly FakeCall[] =>
    calls.filter(({ args }) => words.every((word, index) => args[index] === word))
  return { access: accessOf([]), calls, named }
}
