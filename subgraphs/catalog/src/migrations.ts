import type { Migrations } from '@hemisphere/kit/migrate.ts'
import { up as createCatalog } from '../migrations/0001-create-catalog.ts'
import { up as publishViews } from '../migrations/0002-publish-views.ts'

/** The catalog schema from nothing to its newest version. */
export const migrations: Migrations = {
  '0001-create-catalog': { up: createCatalog },
  '0002-publish-views': { up: publishViews },
}
