import { expect, test } from 'vitest'
import { databasePlans } from '../world/database-plans.ts'
import { placeOf, placeOfFile } from './file-place.ts'

test.each([
  ['logs/eu-west-1.log', 'eu-west-1'],
  ['logs/us-west-2-worker.log', 'us-west-2'],
  ['eu-central-1-sessions.rdb', 'eu-central-1'],
  ['issuers/us/user-pool.json', 'us-east-1'],
  ['bundles/pre-token-generation-eu.mjs', 'eu-west-1'],
] as const)('%s lies in %s', (path, region) => {
  expect(placeOfFile(path)).toEqual(placeOf(region))
})

test("a database server's log lies where the member is, whatever home the database is of", () => {
  for (const { name, members } of databasePlans) {
    for (const region of members) expect(placeOfFile(`logs/postgres-${name}-${region}.log`)).toEqual(placeOf(region))
  }
})

test('what the edge has is everywhere', () => {
  expect(placeOfFile('bundles/edge-router.mjs')).toEqual({ kind: 'global' })
})

test.each(['dump.rdb', 'export.csv', 'logs/other.log', 'logs/deep/eu-west-1.log', 'backup/nordhem.sql'])(
  'of %s nobody can say where it lies',
  (path) => {
    expect(placeOfFile(path)).toEqual({ kind: 'unknown' })
  },
)
