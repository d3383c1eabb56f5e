import { chmod, mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { reachableFolder } from '../postgres/reachable-folder.ts'
import { findServerUser } from '../postgres/server-user.ts'
import { databasePlans, type DatabaseName } from './database-plans.ts'
import type { RegionName, ZoneName } from '@hemisphere/topology/regions.ts'

/** Where a world keeps what outlives it; open to its owner alone, since it holds keys and passwords. */
export interface StateFolder {
  readonly path: string
  readonly lock: string
  readonly secrets: string
  readonly logs: string
  /** Records of the processes that run now, by name. */
  readonly processes: string
  readonly compileCache: string
  /** Key that signs region maps. */
  readonly mapKey: string
  /** Lambda functions, as they would be deployed. */
  readonly bundles: string
  /** What the issuer of a zone keeps: its signing key, people and clients. */
  issuer(zone: ZoneName): string
  /** Says whether a tenant's demo data is complete. */
  seedMarker(slug: string): string
  /** Which member of each database is the writer. */
  readonly topology: string
  /** Address and token of the running world's control. */
  readonly control: string
  /** CloudFront's KeyValueStore. */
  readonly keyValueStore: string
  /** What the server of a region's member of a database is told to use; `postgresRoot` is where its files are. */
  postgres(database: DatabaseName, region: RegionName): string
  /** Removes the files of a member. */
  clearPostgres(database: DatabaseName, region: RegionName): Promise<void>
}

/** Names of what is in a state folder; makes nothing. */
export function stateFolderAt(folder: string): StateFolder {
  const path = resolve(folder)
  const state: StateFolder = {
    path,
    lock: join(path, 'lock.json'),
    secrets: join(path, 'secrets.json'),
    logs: join(path, 'logs'),
    processes: join(path, 'processes'),
    compileCache: join(path, 'compile-cache'),
    mapKey: join(path, 'region-map-key.json'),
    bundles: join(path, 'bundles'),
    issuer: (zone) => join(path, 'issuers', zone),
    seedMarker: (slug) => join(path, 'seeds', `${slug}.json`),
    topology: join(path, 'databases.json'),
    control: join(path, 'control.json'),
    keyValueStore: join(path, 'key-value-store.json'),
    postgres: (database, region) => join(path, 'postgres', `${database}-in-${region}`),
    async clearPostgres(database, region) {
      await rm(join(await postgresRoot(state, database, region), 'data'), { recursive: true, force: true })
    },
  }
  return state
}

/** Makes the folder with what is in it, with mode 0700. */
export async function prepareStateFolder(state: StateFolder): Promise<void> {
  await mkdir(state.path, { recursive: true, mode: 0o700 })
  await chmod(state.path, 0o700)
  for (const folder of foldersOf(state)) await mkdir(folder, { recursive: true, mode: 0o700 })
}

/** Where PostgreSQL's files of a member are: in the state folder, or elsewhere when its server's user can't enter that. */
export async function postgresRoot(state: StateFolder, database: DatabaseName, region: RegionName): Promise<string> {
  return reachableFolder(state.postgres(database, region), await findServerUser())
}

/** Removes all that a world has kept but its lock, which the caller holds. Nothing else in the folder is touched. */
export async function clearState(state: StateFolder): Promise<void> {
  const members = databasePlans.flatMap(({ name, members: regions }) => regions.map((region) => postgresRoot(state, name, region)))
  const databases = await Promise.all(members)
  const own = [...foldersOf(state), state.secrets, state.mapKey, state.topology, state.control, state.keyValueStore]
  await Promise.all([...databases, ...own].map((path) => rm(path, { recursive: true, force: true })))
}

function foldersOf({ path, logs, processes, compileCache, bundles }: StateFolder): readonly string[] {
  return [logs, processes, compileCache, bundles, ...['issuers', 'postgres', 'seeds'].map((name) => join(path, name))]
}
