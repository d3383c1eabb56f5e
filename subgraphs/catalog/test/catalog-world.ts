import { randomBytes, randomUUID } from 'node:crypto'
import { oneHome } from '@hemisphere/kit/home-database.ts'
import { mintInternalToken } from '@hemisphere/kit/internal-token.ts'
import { createLogger } from '@hemisphere/kit/log.ts'
import { createTestDatabase } from '@hemisphere/local/testing/test-database.ts'
import { migrations as opsMigrations } from '@hemisphere/operations/migrations.ts'
import type pg from 'pg'
import { z } from 'zod'
import type { CatalogRow } from '../src/import/catalog-row.ts'
import { importCatalog } from '../src/import/import-catalog.ts'
import type { ImportResult } from '@hemisphere/kit/bulk-import.ts'
import { migrations } from '../src/migrations.ts'
import { createCatalogSubgraph } from '../src/server.ts'

const answerSchema = z.object({
  data: z.unknown(),
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

export interface CatalogWorld extends AsyncDisposable {
  readonly pool: pg.Pool
  /** Connections as another role of the database. */
  readonly poolOf: (role: string) => Promise<pg.Pool>
  /** SQL statements of all requests so far. */
  readonly statements: string[]
  /** Sends an operation as the gateway would for a tenant. */
  readonly ask: (tenantId: string, query: string, variables?: object) => Promise<Answer>
  /** Imports rows numbered from 1. */
  readonly load: (tenantId: string, rows: readonly CatalogRow[]) => Promise<ImportResult>
}

/** The catalog subgraph on a fresh database with the roles of its readers. */
export async function createCatalogWorld(): Promise<CatalogWorld> {
  const database = await createTestDatabase([
    { schema: 'ops', ownerRole: 'ops_owner', serviceRole: 'ops_keeper', migrations: opsMigrations },
    { schema: 'store', ownerRole: 'store_owner', serviceRole: 'store_service' },
    { schema: 'forecasting', ownerRole: 'forecasting_owner', serviceRole: 'forecasting_service' },
    { schema: 'catalog', ownerRole: 'catalog_owner', serviceRole: 'catalog_service', migrations },
  ])
  const pool = await database.pool('catalog_service')
  const [key, cursorKey] = [randomBytes(32), randomBytes(32)]
  const statements: string[] = []
  const app = await createCatalogSubgraph({
    homes: oneHome({ pool }),
    cursorKeys: async () => [cursorKey],
    internalKeys: async () => [key],
    log: createLogger({ service: 'catalog', region: 'eu-west-1', level: 'silent' }),
    onStatement: (statement) => statements.push(statement),
  })

  function tokenOf(tenant: string): string {
    const deadline = Date.now() + 20_000
    const place = { zone: 'eu', homeRegion: 'eu-west-1', region: 'eu-west-1', epoch: 1 }
    return mintInternalToken(
      { sub: 'someone', kind: 'user', tenant, ...place, scopes: ['catalog:read'], requestId: randomUUID(), deadline },
      key,
    )
  }

  return {
    pool,
    poolOf: (role) => database.pool(role),
    statements,
    async ask(tenantId, query, variables = {}) {
      const answer = await app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { authorization: `Bearer ${tokenOf(tenantId)}` },
        payload: { query, variables },
      })
      return answerSchema.parse(answer.json())
    },
    load: (tenantId, rows) =>
      importCatalog(
        { pool, tenantId },
        rows.map((row, index) => ({ ...row, row: index + 1 })),
      ),
    async [Symbol.asyncDispose]() {
      await app.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Codes of an answer's errors. */
export function codesOf({ errors }: Answer): string[] {
  return errors.map((error) => error.extensions.code)
}

/** A good row that differs from the others in what is given. */
export function catalogRow(given: Partial<CatalogRow> & Pick<CatalogRow, 'productExternalId'>): CatalogRow {
  return {
    sku: `SKU-${given.productExternalId}`,
    gtin: null,
    styleExternalId: 'S1',
    styleName: 'Lago',
    brand: 'Nordhem',
    categoryPath: ['Women', 'Dresses'],
    seasonName: 'SS26',
    seasonStartsOn: '2026-02-01',
    seasonEndsOn: '2026-07-31',
    launchesOn: '2026-02-10',
    colorwayExternalId: 'S1-RED',
    colorName: 'Red',
    size: 'M',
    sizeRank: 1,
    lifecycle: 'ACTIVE',
    currencyCode: 'EUR',
    priceMinor: 9_950,
    fullPriceMinor: null,
    unitCostMinor: 3_125,
    packSizeUnits: 6,
    imageUrl: null,
    attributes: [{ key: 'fabric', value: 'linen' }],
    ...given,
  }
}
