import type { Migrations } from '@hemisphere/kit/migrate.ts'
import { up as createStores } from '../migrations/0001-create-stores.ts'
import { up as createInventory } from '../migrations/0002-create-inventory.ts'
import { up as createSales } from '../migrations/0003-create-sales.ts'
import { up as publishViews } from '../migrations/0004-publish-views.ts'
import { up as createSalesLines } from '../migrations/0005-create-sales-lines.ts'

/** The store schema from nothing to its newest version. */
export const migrations: Migrations = {
  '0001-create-stores': { up: createStores },
  '0002-create-inventory': { up: createInventory },
  '0003-create-sales': { up: createSales },
  '0004-publish-views': { up: publishViews },
  '0005-create-sales-lines': { up: createSalesLines },
}
