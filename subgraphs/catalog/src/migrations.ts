import type { Migrations } from '@hemisphere/kit/migrate.ts'
import * as m0001 from '../migrations/0001-create-catalog.ts'
import * as m0002 from '../migrations/0002-publish-views.ts'

/** The catalog schema from nothing to its newest version. */
export const migrations: Migrations = {
  '0001-create-catalog': m0001,
  '0002-publish-views': m0002,
}
