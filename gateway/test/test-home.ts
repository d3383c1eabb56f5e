import { createTestDatabase } from '@hemisphere/local/testing/test-database.ts'
import { foundWriter, holdLease } from '@hemisphere/operations/lease/lease.ts'
import { migrations } from '@hemisphere/operations/migrations.ts'

/** A home's database with nothing in it but its writer's lease, which it holds. */
export async function createTestHome(region: string): Promise<AsyncDisposable & { readonly dbname: string }> {
  const database = await createTestDatabase([{ schema: 'ops', ownerRole: 'ops_owner', serviceRole: 'ops_keeper', migrations }])
  const owner = await database.pool('ops_owner')
  await foundWriter(owner, region)
  await holdLease(owner, 1)
  return { dbname: owner.options.database ?? '', [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}
