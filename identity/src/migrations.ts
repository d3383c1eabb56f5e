import type { Migrations } from '@hemisphere/kit/migrate.ts'
import * as m0001 from '../migrations/0001-directory.ts'
import * as m0002 from '../migrations/0002-federation.ts'

/** Migrations of schema `directory`, run by its owner in the zone's directory database. */
export const migrations: Migrations = { '0001-directory': m0001, '0002-federation': m0002 }
