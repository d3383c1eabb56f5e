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
    const places = new Set(applied.map(({ database, schema }) => `${database} ${schema}`))
    const homes = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2']
    expect([...places].toSorted()).toEqual([
      ...['eu', 'us'].flatMap((zone) => ['directory', 'ops'].map((schema) => `directory-${zone} ${schema}`)),
      ...homes.flatMap((home) => ['catalog', 'forecasting', 'ops', 'store'].map((schema) => `home-${home} ${schema}`)),
    ])
    expect(await migrateWorld(folder)).toEqual([])
  } finally {
    await clearState(stateFolderAt(folder))
    await rm(folder, { recursive: true, force: true })
  }
})
