import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateWorld } from '@hemisphere/local/world/migrate-world.ts'
import { clearState, stateFolderAt } from '@hemisphere/local/world/state-folder.ts'
import { expect, inject, test } from 'vitest'

test('in a world that is up nothing is pending', async () => {
  expect(await migrateWorld(inject('world').stateFolder)).toEqual([])
})

test('without a world the databases are made for it, every schema is migrated, and a repeat finds nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-migrate-'))
  try {
    const applied = await migrateWorld(folder)
    const places = new Set(applied.map(({ region, schema }) => `${region} ${schema}`))
    expect([...places].toSorted()).toEqual([
      'eu-central-1 catalog',
      'eu-central-1 forecasting',
      'eu-central-1 store',
      'eu-west-1 catalog',
      'eu-west-1 directory',
      'eu-west-1 forecasting',
      'eu-west-1 store',
      'us-east-1 catalog',
      'us-east-1 directory',
      'us-east-1 forecasting',
      'us-east-1 store',
      'us-west-2 catalog',
      'us-west-2 forecasting',
      'us-west-2 store',
    ])
    expect(await migrateWorld(folder)).toEqual([])
  } finally {
    await clearState(stateFolderAt(folder))
    await rm(folder, { recursive: true, force: true })
  }
})
