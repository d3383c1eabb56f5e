import { createPublicKey } from 'node:crypto'
import { signRegionStates, verifyRegionStates, type RegionStates } from '@hemisphere/edge-router/region-states.ts'
import { expect, test } from 'vitest'
import { exampleDeployment } from '../../testing/example-deployment.ts'
import { exampleMapKey } from '../../testing/example-edge.ts'
import { fakeAccounts, type FakeAccounts, type FakeTask } from '../../testing/fake-accounts.ts'
import { fenceRegion, giveOrder } from './give-order.ts'

const { privateKey } = exampleMapKey()
const publicKey = createPublicKey(privateKey)
const secrets = {
  'hemisphere/map-key': JSON.stringify(privateKey.export({ format: 'jwk' })),
  'hemisphere/edge-settings': JSON.stringify({
    userPools: {},
    companies: {},
    regionStatesArn: 'arn:aws:cloudfront::111111111111:key-value-store/1',
  }),
}
const operator = 'arn:aws:iam::444444444444:role/hemisphere-operator'
const runner = 'arn:aws:iam::222222222222:role/hemisphere-operate-runner-eu-central-1'
const writer = 'arn:aws:iam::111111111111:role/hemisphere-region-states-writer'
const nowMs = 1_800_000_000_000

const promote = { command: 'promote', home: 'eu-west-1', to: 'eu-central-1' } as const
const promoted: FakeTask = {
  lines: ['home-eu-west-1: its writer in eu-west-1 does not answer', 'home-eu-west-1: the writer is in eu-central-1 now, epoch 3'],
  outcome: { regionStates: { 'eu-west-1': { writerEpoch: 3 } } },
  status: 0,
}

function operation(given: Partial<FakeAccounts> = {}) {
  const accounts: FakeAccounts = { secrets: { 'eu-west-1': secrets, 'eu-central-1': secrets }, task: promoted, ...given }
  const fake = fakeAccounts(accounts)
  const lines: string[] = []
  const common = {
    deployment: exampleDeployment,
    access: fake.access,
    zone: 'eu',
    tell: (line: string) => void lines.push(line),
    pause: async () => undefined,
    now: () => nowMs,
  }
  return {
    ...fake,
    lines,
    give: (order: Parameters<typeof giveOrder>[0]['order'] = promote) =>
      giveOrder({ ...common, order, orderId: 'order-1', region: 'eu-central-1' }),
    fence: (region: string, state: 'active' | 'draining' | 'fenced') => fenceRegion(common, { region, state }),
    published: (): RegionStates => verifyRegionStates(accounts.value ?? '', publicKey),
  }
}

const sign = (states: RegionStates): Promise<string> => signRegionStates(states, privateKey)

test('an order is carried out in a region that is left, its lines are shown, and the edge is told what came of it', async () => {
  const { give, lines, named, published } = operation()
  await give()
  expect(lines).toEqual([
    'eu-central-1: promote runs as arn:aws:ecs:eu-central-1:222222222222:task/hemisphere/0123',
    ...promoted.lines.map((line) => `  ${line}`),
    'the edge knows eu-west-1 as active, writer epoch 3',
  ])
  expect(published()).toEqual({ version: nowMs / 1_000 + 1, regions: { 'eu-west-1': { state: 'active', writerEpoch: 3 } } })
  const [run] = named('ecs', 'run-task')
  expect(run?.roles).toEqual([operator, runner])
  expect(run?.args.join(' ')).toMatch(/--region eu-central-1 --cluster hemisphere --task-definition hemisphere-operate .*ORDER_ID.*order-1/)
  expect(named('cloudfront-keyvaluestore', 'put-key')[0]?.roles).toEqual([operator, writer])
})

test('an order goes in by the standard input alone: nobody that it names is in an argument', async () => {
  const { give, calls, named } = operation({ task: { lines: [], outcome: { regionStates: {} }, status: 0 } })
  const people = [{ email: 'ada@nordhem.example', role: 'admin' as const }]
  const tenant = { slug: 'nordhem', name: 'Nordhem', homeRegion: 'eu-west-1' as const, currencyCode: 'EUR', timeZone: 'UTC', people }
  await give({ command: 'add-tenant', tenant })
  expect(JSON.parse(named('secretsmanager', 'put-secret-value')[0]?.input ?? '')).toEqual({
    id: 'order-1',
    order: { command: 'add-tenant', tenant },
  })
  expect(JSON.stringify(calls.map(({ args }) => args))).not.toContain('ada@')
  expect(named('cloudfront-keyvaluestore', 'put-key')).toEqual([])
})

test('with the region of the pipeline lost, what signs is read from its copy', async () => {
  const { give, named, published } = operation({ secrets: { 'eu-central-1': secrets } })
  await give()
  expect(published().regions['eu-west-1']?.writerEpoch).toBe(3)
  const asked = named('secretsmanager', 'get-secret-value')
  expect(asked.map(({ args }) => args[args.indexOf('--region') + 1])).toEqual(['eu-west-1', 'eu-central-1', 'eu-west-1', 'eu-central-1'])
})

test('with no copy left either, that is said and nothing is published', async () => {
  const { give, named } = operation({ secrets: {} })
  await expect(give()).rejects.toThrow('secret hemisphere/edge-settings could not be read in eu-west-1, eu-central-1')
  expect(named('cloudfront-keyvaluestore', 'put-key')).toEqual([])
})

test('what the edge has of other regions stays, and no writer epoch falls', async () => {
  const regions = { 'us-east-1': { state: 'fenced', writerEpoch: 7 }, 'eu-west-1': { state: 'draining', writerEpoch: 9 } } as const
  const { give, published } = operation({ value: await sign({ version: 2_000_000_000, regions }) })
  await give()
  expect(published()).toEqual({ version: 2_000_000_001, regions })
})

test('what somebody else writes meanwhile is not lost', async () => {
  const theirs = await sign({ version: 2_000_000_000, regions: { 'us-east-1': { state: 'fenced', writerEpoch: 1 } } })
  const { fence, published } = operation({ interruptions: [theirs] })
  await fence('eu-west-1', 'fenced')
  expect(published()).toEqual({
    version: 2_000_000_001,
    regions: { 'us-east-1': { state: 'fenced', writerEpoch: 1 }, 'eu-west-1': { state: 'fenced', writerEpoch: 0 } },
  })
})

test('somebody who writes without end is told, not overwritten', async () => {
  const theirs = await sign({ version: 2_000_000_000, regions: {} })
  const { fence, named } = operation({ interruptions: Array.from({ length: 9 }, () => theirs) })
  await expect(fence('eu-west-1', 'fenced')).rejects.toThrow('put-key ended with 254')
  expect(named('cloudfront-keyvaluestore', 'put-key')).toHaveLength(5)
})

test('states of another signer are not built upon', async () => {
  const [header = '', payload = ''] = (await sign({ version: 1, regions: {} })).split('.')
  const { fence, named } = operation({ value: [header, payload, 'A'.repeat(86)].join('.') })
  await expect(fence('eu-west-1', 'active')).rejects.toThrow(/signed by somebody else|no compact JWS/)
  expect(named('cloudfront-keyvaluestore', 'put-key')).toEqual([])
})

test('a zone decides nothing about homes of another', async () => {
  const { give, named } = operation({ task: { ...promoted, outcome: { regionStates: { 'us-east-1': { writerEpoch: 99 } } } } })
  await expect(give()).rejects.toThrow('got region us-east-1, wanted one of zone eu')
  expect(named('cloudfront-keyvaluestore', 'put-key')).toEqual([])
  await expect(operation().fence('us-east-1', 'fenced')).rejects.toThrow('wanted one of zone eu')
})

test('a task that claims more than a writer epoch is not heard', async () => {
  const claim = { regionStates: { 'eu-west-1': { writerEpoch: 3, state: 'active' } } }
  const { give, named } = operation({ task: { lines: [JSON.stringify(claim)], status: 0 } })
  await expect(give()).rejects.toThrow('not said what the edge has to be told')
  expect(named('cloudfront-keyvaluestore', 'put-key')).toEqual([])
})

test('a task that fails is a failure, after its lines were shown', async () => {
  const { give, lines } = operation({ task: { lines: ['the order failed: no member is a writer'], status: 1 } })
  await expect(give()).rejects.toThrow('promote ended with 1 (Essential container in task exited), wanted 0')
  expect(lines).toContain('  the order failed: no member is a writer')
})

test('before the edge was deployed for the first time there is nowhere to publish', async () => {
  const settings = JSON.stringify({ userPools: {}, companies: {} })
  const { give } = operation({ secrets: { 'eu-west-1': { ...secrets, 'hemisphere/edge-settings': settings } } })
  await expect(give()).rejects.toThrow('has no regionStatesArn')
})
