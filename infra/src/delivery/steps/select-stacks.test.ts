import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deployArguments, readStacks, selectStacks, type StackPlace } from './select-stacks.ts'

const account = '222222222222'
const stack = (path: string, region = 'eu-west-1'): StackPlace => ({ path, account, region })
const zone = [
  stack('eu/eu-west-1-keys'),
  stack('eu/eu-zone'),
  stack('eu/eu-west-1-services'),
  stack('eu/eu-west-1-operations'),
  stack('eu/eu-central-1-services', 'eu-central-1'),
]
const paths = (stacks: readonly StackPlace[]): readonly string[] => stacks.map(({ path }) => path)

test('foundations are all but what a release of a region brings', () => {
  expect(paths(selectStacks(zone, 'foundations', account))).toEqual(['eu/eu-west-1-keys', 'eu/eu-zone'])
})

test('a region is released alone', () => {
  expect(paths(selectStacks(zone, { region: 'eu-west-1' }, account))).toEqual(['eu/eu-west-1-services', 'eu/eu-west-1-operations'])
})

test('a stage may be deployed whole', () => {
  expect(selectStacks(zone, 'all', account)).toEqual(zone)
})

test('a region that the stage does not have is no empty success', () => {
  expect(() => selectStacks(zone, { region: 'us-east-1' }, account)).toThrow('no stack is released in us-east-1')
})

test('a stack of another account is refused, whatever is to be deployed', () => {
  const planted = { path: 'eu/us-east-1-services', account: '333333333333', region: 'us-east-1' }
  expect(() => selectStacks([...zone, planted], { region: 'eu-west-1' }, account)).toThrow(
    'eu/us-east-1-services is of account 333333333333',
  )
})

test('the command deploys the named stacks alone, as they were synthesized', () => {
  expect(deployArguments('cdk.out', [stack('eu/eu-zone')])).toEqual([
    'deploy',
    '--app',
    'cdk.out',
    '--exclusively',
    '--require-approval',
    'never',
    '--concurrency',
    '1',
    '--no-notices',
    'eu/eu-zone',
  ])
})

async function withManifest<T>(artifacts: object, use: (assembly: string) => Promise<T>): Promise<T> {
  const assembly = await mkdtemp(join(tmpdir(), 'assembly-'))
  try {
    await mkdir(join(assembly, 'assembly-eu'))
    await writeFile(join(assembly, 'assembly-eu', 'manifest.json'), JSON.stringify({ artifacts }))
    return await use(assembly)
  } finally {
    await rm(assembly, { recursive: true })
  }
}

const artifact = (displayName: string, environment: string): object => ({ type: 'aws:cloudformation:stack', displayName, environment })

test('stacks are read from the manifest, assets are none', async () => {
  const artifacts = {
    one: artifact('eu/eu-zone', `aws://${account}/eu-west-1`),
    'one.assets': { type: 'cdk:asset-manifest' },
  }
  expect(await withManifest(artifacts, (assembly) => readStacks(assembly, 'eu'))).toEqual([stack('eu/eu-zone')])
})

test.each([
  ['of another stage', artifact('us/us-zone', `aws://${account}/us-east-1`)],
  ['without an account', artifact('eu/eu-zone', 'aws://unknown-account/unknown-region')],
])('a stack %s is refused', async (_, planted) => {
  await expect(withManifest({ planted }, (assembly) => readStacks(assembly, 'eu'))).rejects.toThrow('wanted a path of its own')
})
