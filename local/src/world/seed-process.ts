import { importCatalog } from '@hemisphere/catalog/import/import-catalog.ts'
import { createPool } from '@hemisphere/kit/database.ts'
import { homeLoginId } from '@hemisphere/kit/home-database.ts'
import { createSecretReader, readDatabaseSecret } from '@hemisphere/kit/secrets.ts'
import { importInventory } from '@hemisphere/store/import/import-inventory.ts'
import { importSales } from '@hemisphere/store/import/import-sales.ts'
import { importStores } from '@hemisphere/store/import/import-stores.ts'
import { demoTenants } from '../demo/demo-tenants.ts'
import { simulateRetailer } from '../demo/simulate-retailer.ts'
import { readyMessage } from './child-service.ts'
import { seedOrderSchema } from './seed-order.ts'
import { tenantIdOf } from './tenants.ts'

/** Simulates one retailer and imports it into its home region, by the same functions that import files. */
async function seed(text: string): Promise<void> {
  const { slug, home, region, secretsUrl, lastDay, days, scale } = seedOrderSchema.parse(JSON.parse(text))
  const tenant = demoTenants.find((candidate) => candidate.slug === slug)
  if (tenant === undefined) throw new Error(`there is no demo tenant ${slug}`)
  using secrets = createSecretReader({ region, endpoint: secretsUrl })
  await using resources = new AsyncDisposableStack()
  const tenantId = tenantIdOf(slug)

  async function target(owner: 'catalog' | 'store') {
    const pool = await createPool({
      login: () => readDatabaseSecret(secrets, homeLoginId(home, owner)),
      service: 'seed',
      maxConnections: 1,
    })
    resources.defer(() => pool.end())
    return { pool, tenantId }
  }

  tell('simulating')
  // Each tenant has a seed of its own, and always the same one.
  const retailer = simulateRetailer(tenant.profile, { seed: demoTenants.indexOf(tenant) + 1, lastDay, days, scale })
  const catalog = await target('catalog')
  const store = await target('store')
  tell(`${retailer.catalog.length} products`)
  expectAll('catalog', await importCatalog(catalog, numbered(retailer.catalog)))
  expectAll('stores', await importStores(store, numbered(retailer.stores)))
  expectAll('inventory', await importInventory(store, numbered(retailer.inventory)))
  const share = (count: number): string =>
    `${Math.round((100 * count) / Math.max(1, retailer.salesCount))} % of ${retailer.salesCount} rows of sales`
  expectAll('sales', await importSales(store, numbered(retailer.sales()), (count) => tell(share(count))))
}

function tell(detail: string): void {
  process.send?.(detail)
}

function* numbered<Row extends object>(rows: Iterable<Row>): Generator<Row & { readonly row: number }> {
  let row = 0
  for (const value of rows) {
    row += 1
    yield { ...value, row }
  }
}

function expectAll(kind: string, { rejects }: { readonly rejects: readonly { readonly row: number; readonly reason: string }[] }): void {
  const [first] = rejects
  if (first !== undefined) throw new Error(`${rejects.length} simulated rows of ${kind} were rejected; row ${first.row}: ${first.reason}`)
}

// Nobody waits for the rows of a world that has gone.
process.once('disconnect', () => process.exit(1))
await seed(process.argv[2] ?? '')
process.send?.(readyMessage)
