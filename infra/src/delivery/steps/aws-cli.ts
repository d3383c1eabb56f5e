import { spawn } from 'node:child_process'
import { z } from 'zod'

/** One call of AWS by its command line: arguments in, what it prints parsed. A secret goes in by `input`, never as an argument. */
export type Aws = (args: readonly string[], input?: string) => Promise<unknown>

export interface AwsAccess {
  readonly call: Aws
  /** The same on a role, for as long as the step runs. */
  readonly as: (roleArn: string) => Promise<Aws>
  /** Access from that role on, which may take on others. */
  readonly from: (roleArn: string) => Promise<AwsAccess>
}

type Variables = Readonly<Record<string, string | undefined>>

const assumed = z.object({
  Credentials: z.object({ AccessKeyId: z.string(), SecretAccessKey: z.string(), SessionToken: z.string() }),
})

/** AWS's own command line, which the build image has; `command` is another program in tests. */
export function createAwsAccess(environment: Variables, command: readonly [string, ...string[]] = ['aws']): AwsAccess {
  const call = awsWith(environment, command)

  async function from(roleArn: string): Promise<AwsAccess> {
    const answer = await call(['sts', 'assume-role', '--role-arn', roleArn, '--role-session-name', 'hemisphere-delivery'])
    const { Credentials: credentials } = assumed.parse(answer)
    return createAwsAccess(
      {
        ...environment,
        AWS_ACCESS_KEY_ID: credentials.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.SecretAccessKey,
        AWS_SESSION_TOKEN: credentials.SessionToken,
      },
      command,
    )
  }

  return { call, from, as: async (roleArn) => (await from(roleArn)).call }
}

function awsWith(environment: Variables, [program, ...first]: readonly [string, ...string[]]): Aws {
  return async (args, input) => {
    const printed = await run(program, [...first, ...args, '--output', 'json'], { environment, input })
    return printed.trim() === '' ? undefined : JSON.parse(printed)
  }
}

interface Run {
  readonly environment: Variables
  readonly input?: string | undefined
}

/** What a program printed; its standard error is this one's. A status other than 0 is thrown. */
function run(program: string, args: readonly string[], { environment, input }: Run): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...environment }, stdio: ['pipe', 'pipe', 'inherit'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('error', reject)
    child.once('close', (status) => {
      if (status === 0) resolve(Buffer.concat(chunks).toString('utf8'))
      else reject(new Error(`${[program, ...args.slice(0, 2)].join(' ')} ended with ${status}, wanted 0`))
    })
    // A program that has ended reads nothing: its status tells why.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input ?? '')
  })
}

/** Options of a call: `{ region }` as `--region eu-west-1`. */
export function options(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, value])
}

/** Parts of a call that say what the caller gives on its standard input. */
export const fromInput = 'file:///dev/stdin'
