import { randomBytes, randomUUID } from 'node:crypto'
import type { ImportResult } from '@hemisphere/kit/bulk-import.ts'
import { oneHome } from '@hemisphere/kit/home-database.ts'
import { mintInternalToken } from '@hemisphere/kit/internal-token.ts'
import { createLogger } from '@hemisphere/kit/log.ts'
import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { createTestDatabase } from '@hemisphere/local/testing/test-database.ts'
import { migrations as opsMigrations } from '@hemisphere/operations/migrations.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import { sql } from 'kysely'
import type pg from 'pg'
import { expect } from 'vitest'
import { z } from 'zod'
import { importInventory } from '../src/import/import-inventory.ts'
import { importSales } from '../src/import/import-sales.ts'
import { importStores } from '../src/import/import-stores.ts'
import type { InventoryRow } from '../src/import/inventory-row.ts'
import type { SalesRow } from '../src/import/sales-row.ts'
import type { StoreRow } from '../src/import/store-row.ts'
import { migrations } from '../src/migrations.ts'
import { createStoreSubgraph } from '../src/server.ts'
import { catalogMigrations, insertProducts, type TestProduct } from './minimal-catalog.ts'

/** A Tuesday, at noon in UTC: what a test world takes for the present until it is told another. */
export const now = Date.parse('2026-11-24T12:00:00Z')

const answerSchema = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.object({ code: z.string() }),
      }),
    )
    .default([]),
})

export type Answer = z.infer<typeof answerSchema>

export interface StoreWorld extends AsyncDisposable {
  readonly pool: pg.Pool
  /** Connections as another role of the database. */
  readonly poolOf: (role: string) => Promise<pg.Pool>
  /** SQL statements of all requests so far. */
  readonly statements: string[]
  /** Sends an operation as the gateway would for a tenant, by the client `sub`. */
  readonly ask: (tenantId: string, query: string, variables?: object, sub?: string) => Promise<Answer>
  /** Sets the present, in milliseconds since 1970. */
  readonly setNow: (instant: number) => void
  /** Makes products in the catalog; opaque ids by external id. */
  readonly addProducts: (tenantId: string, products: readonly TestProduct[]) => Promise<ReadonlyMap<string, string>>
  /** Imports of rows, numbered from 1. */
  readonly loadStores: (tenantId: string, rows: readonly StoreRow[]) => Promise<ImportResult>
  readonly loadSales: (tenantId: string, rows: readonly SalesRow[]) => Promise<ImportResult>
  readonly loadInventory: (tenantId: string, rows: readonly InventoryRow[]) => Promise<ImportResult>
  /** Rows of a statement as the service of one tenant. */
  readonly read: (tenantId: string, statement: string) => Promise<unknown[]>
}

/** The store subgraph on a fresh database with a minimal catalog and the roles of its readers. */
export async function createStoreWorld(): Promise<StoreWorld> {
  const database = await createTestDatabase([
    { schema: 'ops', ownerRole: 'ops_owner', serviceRole: 'ops_keeper', migrations: opsMigrations },
    { schema: 'forecasting', ownerRole: 'forecasting_owner', serviceRole: 'forecasting_service' },
    { schema: 'store', ownerRole: 'store_owner', serviceRole: 'store_service', migrations },
    { schema: 'catalog', ownerRole: 'catalog_owner', serviceRole: 'catalog_service', migrations: catalogMigrations },
  ])
  const pool = await database.pool('store_service')
  const catalogPool = await database.pool('catalog_service')
  const [key, cursorKey] = [randomBytes(32), randomBytes(32)]
  const statements: string[] = []
  let present = now
  const app = await createStoreSubgraph({
    homes: oneHome({ pool }),
    cursorKeys: async () => [cursorKey],
    internalKeys: async () => [key],
    log: createLogger({ service: 'store', region: 'eu-west-1', level: 'silent' }),
    onStatement: (statement) => statements.push(statement),
    now: () => present,
  })

  function tokenOf(tenant: string, sub: string): string {
    const deadline = present + 20_000
    const place = { zone: 'eu', homeRegion: 'eu-west-1', region: 'eu-west-1', epoch: 1 }
    return mintInternalToken({ sub, kind: 'user', tenant, ...place, scopes: [], requestId: randomUUID(), deadline }, key)
  }

  const targetOf = (tenantId: string) => ({ pool, tenantId, now: () => present })

  return {
    pool,
    poolOf: (role) => database.pool(role),
    statements,
    setNow(instant) {
      present = instant
    },
    async ask(tenantId, query, variables = {}, sub = 'someone') {
      const answer = await app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { authorization: `Bearer ${tokenOf(tenantId, sub)}` },
        payload: { query, variables },
      })
      return answerSchema.parse(answer.json())
    },
    async addProducts(tenantId, products) {
      const ids = await insertProducts(catalogPool, tenantId, products)
      return new Map([...ids].map(([externalId, id]) => [externalId, encodeId(idTypes.product, id)]))
    },
    loadStores: (tenantId, rows) => importStores(targetOf(tenantId), number(rows)),
    loadSales: (tenantId, rows) => importSales(targetOf(tenantId), number(rows)),
    loadInventory: (tenantId, rows) => importInventory(targetOf(tenantId), number(rows)),
    read: (tenantId, statement) =>
      withTenant({ pool, tenantId, access: 'read', statementTimeoutMs: 10_000 }, async ({ db }) => {
        return (await sql.raw(statement).execute(db)).rows
      }),
    async [Symbol.asyncDispose]() {
      await app.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Rows with their numbers, from 1. */
export function number<Row extends object>(rows: readonly Row[]): (Row & { readonly row: number })[] {
  return rows.map((row, index) => ({ ...row, row: index + 1 }))
}

/** Codes of an answer's errors. */
export function codesOf({ errors }: Answer): string[] {
  return errors.map((error) => error.extensions.code)
}

/** The data of an answer without errors; its shape is left to the test. */
export function dataOf({ data, errors }: Answer): ReturnType<typeof Object> {
  expect(errors).toEqual([])
  return Object(data)
}

/** A good store that differs from the others in what is given. */
export function storeRow(given: Partial<StoreRow> & Pick<StoreRow, 'externalId'>): StoreRow {
  return {
    name: `Store ${given.externalId}`,
    kind: 'SHOP',
    city: 'Oslo',
    countryCode: 'NO',
    timeZone: 'Europe/Oslo',
    currencyCode: 'NOK',
    openedOn: '2020-01-01',
    closedOn: null,
    groups: [],
    ...given,
  }
}

/** A good line of sales. */
export function salesRow(given: Partial<SalesRow>): SalesRow {
  return {
    soldOn: '2026-11-02',
    storeExternalId: 'S1',
    productExternalId: 'P1',
    soldUnits: 3,
    returnedUnits: 1,
    netMinor: 2_000,
    fullMinor: 3_000,
    outOfStock: false,
    ...given,
  }
}

/** A good count. */
export function inventoryRow(given: Partial<InventoryRow>): InventoryRow {
  return {
    storeExternalId: 'S1',
    productExternalId: 'P1',
    onHandUnits: 10,
    reservedUnits: 1,
    inTransitUnits: 2,
    onOrderUnits: 3,
    asOf: '2026-11-23T20:00:00Z',
    ...given,
  }
}
