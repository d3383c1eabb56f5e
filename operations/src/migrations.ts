import type { Migrations } from '@hemisphere/kit/migrate.ts'
import * as m0001 from '../migrations/0001-ops.ts'
import * as m0002 from '../migrations/0002-mark.ts'

/** Migrations of schema `ops`, the same in the database of every home and in every zone's directory. */
export const migrations: Migrations = { '0001-ops': m0001, '0002-mark': m0002 }
