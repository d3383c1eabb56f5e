import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const manifest = z.object({
  artifacts: z.record(z.string(), z.object({ type: z.string(), displayName: z.string().optional(), environment: z.string().optional() })),
})

export interface StackPlace {
  /** Path of the stack in the assembly, such as `eu/eu-west-1-keys`. */
  readonly path: string
  readonly account: string
  readonly region: string
}

/** Stacks of a stage of a synthesized assembly, as its manifest lists them. */
export async function readStacks(assembly: string, stage: string): Promise<readonly StackPlace[]> {
  const text = await readFile(join(assembly, `assembly-${stage}`, 'manifest.json'), 'utf8')
  return Object.values(manifest.parse(JSON.parse(text)).artifacts)
    .filter(({ type }) => type === 'aws:cloudformation:stack')
    .map(({ displayName = '', environment = '' }) => {
      const place = /^aws:\/\/(?<account>\d{12})\/(?<region>[a-z\d-]+)$/.exec(environment)?.groups
      if (place?.['account'] === undefined || place['region'] === undefined || !displayName.startsWith(`${stage}/`))
        throw new Error(`stage ${stage} has the stack ${displayName} in ${environment}, wanted a path of its own, an account and a region`)
      return { path: displayName, account: place['account'], region: place['region'] }
    })
}

/** What of a stage is deployed together: all of it, what its services stand on, or what runs in one region. */
export type Part = 'all' | 'foundations' | { readonly region: string }

/** Last parts of the names of stacks that hold a release; all others are foundations. */
const releaseStacks = ['services', 'operations']

/** Stacks of one part. One in another account than the stage's, or a part without any, is thrown. */
export function selectStacks(stacks: readonly StackPlace[], part: Part, account: string): readonly StackPlace[] {
  const foreign = stacks.find((stack) => stack.account !== account)
  if (foreign !== undefined) throw new Error(`stack ${foreign.path} is of account ${foreign.account}, wanted ${account} alone`)
  const selected = stacks.filter(({ path, region }) => {
    if (part === 'all') return true
    const isRelease = releaseStacks.some((name) => path.endsWith(`-${name}`))
    return part === 'foundations' ? !isRelease : isRelease && region === part.region
  })
  if (selected.length === 0) throw new Error(`no stack is ${typeof part === 'string' ? part : `released in ${part.region}`}`)
  return selected
}

/** Arguments of the CDK's command that deploys these stacks as they were synthesized, one after the other, and nothing else. */
export function deployArguments(assembly: string, stacks: readonly StackPlace[]): readonly string[] {
  const paths = stacks.map(({ path }) => path)
  return ['deploy', '--app', assembly, '--exclusively', '--require-approval', 'never', '--concurrency', '1', '--no-notices', ...paths]
}
