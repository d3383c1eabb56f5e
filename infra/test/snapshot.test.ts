import { join } from 'node:path'
import { changedEntries, readSnapshot } from '@hemisphere/infra/snapshot-files.ts'
import { snapshotOf } from '@hemisphere/infra/snapshot.ts'
import { templateIn } from '@hemisphere/infra/snapshot-text.ts'
import { exampleDeployment } from '@hemisphere/infra/testing/example-deployment.ts'
import { plant } from '@hemisphere/infra/testing/plant.ts'
import { synthesize } from '@hemisphere/infra/testing/synthesize.ts'
import type { World } from '@hemisphere/infra/checks/world.ts'
import { beforeAll, expect, test } from 'vitest'

let world: World

beforeAll(async () => {
  world = await synthesize(exampleDeployment)
}, 120_000)

test('the committed snapshot is what the code makes', async () => {
  const committed = await readSnapshot(join(import.meta.dirname, '..', 'snapshot'))
  expect(changedEntries(committed, snapshotOf(world))).toEqual([])
})

test('another account, version or domain of no place is the same snapshot', async () => {
  const { accounts } = exampleDeployment
  const other = await synthesize({
    ...exampleDeployment,
    accounts: { edge: '666666666666', delivery: '777777777777', zones: { eu: '888888888888', us: '999999999999' } },
    version: 'f'.repeat(40),
  })
  expect(Object.keys(accounts.zones)).toEqual(['eu', 'us'])
  expect(changedEntries(snapshotOf(world), snapshotOf(other))).toEqual([])
}, 120_000)

test('one region that differs from its likes in another zone is an error', () => {
  const type = 'AWS::RDS::DBCluster'
  const faulty = plant(world, { stack: 'hemisphere-us-east-1-data', type, path: ['BackupRetentionPeriod'], value: 1 })
  expect(() => snapshotOf(faulty)).toThrow(/hemisphere-us-east-1-data and hemisphere-eu-west-1-data .* differ/)
})

test('what changes in every region is one change of the snapshot', () => {
  const stacks = ['hemisphere-eu-west-1-sessions', 'hemisphere-us-east-1-sessions']
  const where = { type: 'AWS::ElastiCache::ReplicationGroup', path: ['NumCacheClusters'], value: 3 }
  const changed = stacks.reduce((before, stack) => plant(before, { ...where, stack }), world)
  expect(changedEntries(snapshotOf(world), snapshotOf(changed))).toEqual(['region-sessions.first'])
})

test('it can be read back, short forms and all', () => {
  const entry = snapshotOf(world).find(({ name }) => name === 'region-keys.first')
  expect(templateIn(entry?.text ?? '')).toMatchObject({
    Resources: { Alias: { Properties: { AliasName: 'alias/hemisphere', TargetKeyId: { 'Fn::GetAtt': ['Key', 'KeyId'] } } } },
  })
})
