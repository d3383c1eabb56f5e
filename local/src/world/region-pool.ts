import { createPool } from '@hemisphere/kit/database.ts'
import { databaseSecretSchema } from '@hemisphere/kit/secrets.ts'
import type pg from 'pg'
import type { SecretStore } from '../secrets/secret-store.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'

/** A pool on a login that the world has made, by the id of its secret; the caller ends it. */
export function openPool(secrets: SecretStore, region: RegionName, secretId: string, maxConnections = 2): Promise<pg.Pool> {
  return createPool({
    login: async () => databaseSecretSchema.parse(JSON.parse(secrets.get(region, secretId))),
    service: 'world',
    maxConnections,
  })
}
