import type { OperatedDatabase } from '@hemisphere/operations/zone-databases.ts'
import type pg from 'pg'

/** The databases of a zone as an operator reaches them, on this machine's world and on AWS alike. */
export interface ZoneConnections {
  /** A home's database with its members, on the owner of schema `ops`. */
  home(region: string): Promise<OperatedDatabase>
  /** The zone's directory in the same way. */
  directory(zone: string): Promise<OperatedDatabase>
  /** The owner of a schema at the member of a home's database in a region; a statement takes as long as it takes. */
  schemaOwner(home: string, schema: string, region: string): Promise<pg.Pool>
  /** The service of a schema at the member of a home's database in a region. */
  schemaService(home: string, schema: string, region: string): Promise<pg.Pool>
  /** The directory's owner at the member in a region. */
  directoryOwner(region: string): Promise<pg.Pool>
}
