import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { databasePlans } from '../world/database-plans.ts'
import { hasCode, readTextIfThere } from '../world/file-text.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { postgresRoot, type StateFolder } from '../world/state-folder.ts'
import type { Finding, Place, Server, WayOut } from './evidence.ts'
import { placeOf } from './file-place.ts'
import type { LookBook } from './look-book.ts'

export interface DatabaseFilesLook {
  readonly book: LookBook
  readonly state: StateFolder
  /** As they told of themselves: a cluster's files are told by their identity. */
  readonly servers: readonly Server[]
  /** What was found in the servers: a cluster's files hold the tenants whose rows its members have. */
  readonly rows: readonly Finding[]
}

export interface DatabaseFilesFound {
  readonly findings: readonly Finding[]
  readonly waysOut: readonly WayOut[]
}

interface Folder {
  readonly path: string
  readonly name: string
  readonly place: Place
  readonly region: RegionName | undefined
}

/**
 * PostgreSQL's files on disk: of members that run, of those that do not, and whatever else looks like a cluster or a base backup.
 * Whose they are is told by the cluster's identity in `global/pg_control`, not by their name.
 */
export async function collectDatabaseFiles(look: DatabaseFilesLook): Promise<DatabaseFilesFound> {
  const found = await Promise.all((await listFolders(look)).map((folder) => readFolder(look, folder)))
  return { findings: found.flatMap(({ findings }) => findings), waysOut: found.flatMap(({ waysOut }) => waysOut) }
}

/** Folders of members as they are planned, with any other in the same place. */
async function listFolders({ state }: DatabaseFilesLook): Promise<readonly Folder[]> {
  const members = databasePlans.flatMap(({ name, members: regions }) => regions.map((region) => ({ name, region })))
  const planned = members.map(async ({ name, region }): Promise<Folder> => {
    const path = await postgresRoot(state, name, region)
    return { path, name: `${name} in ${region}`, place: placeOf(region), region }
  })
  const names = new Set(members.map(({ name, region }) => `${name}-in-${region}`))
  const others = (await readdir(join(state.path, 'postgres'))).filter((name) => !names.has(name))
  return [
    ...(await Promise.all(planned)),
    ...others.map((name): Folder => ({ path: join(state.path, 'postgres', name), name, place: { kind: 'unknown' }, region: undefined })),
  ]
}

async function readFolder({ book, servers, rows }: DatabaseFilesLook, folder: Folder): Promise<DatabaseFilesFound> {
  const { path, name, place, region } = folder
  const none: DatabaseFilesFound = { findings: [], waysOut: [] }
  return book.look(
    {
      store: `files of ${name}`,
      region,
      how: `find ${path} -maxdepth 3 -name PG_VERSION; first 8 bytes of global/pg_control; backup_label, backup_label.old; pg_database_size`,
    },
    async (look) => {
      const clusters = await clustersIn(path)
      const found = await Promise.all(
        clusters.map(async (cluster): Promise<DatabaseFilesFound> => {
          const systemId = await identityOf(cluster)
          const stores = servers.filter((server) => server.systemId === systemId).map(({ store }) => store)
          const server = servers.find(({ dataFolder }) => dataFolder === cluster)
          const what = await describe(cluster, server)
          if (stores.length === 0)
            return {
              findings: [],
              waysOut: [{ what: `${what} in ${cluster}, of a cluster that no running member belongs to`, place, look }],
            }
          const inside = rows.filter(
            ({ store, kind }) => kind !== 'database files' && stores.some((known) => store === known || store.startsWith(`${known}, `)),
          )
          const tenants = [...new Set(inside.map(({ tenantId }) => tenantId))].filter((tenantId) => tenantId !== undefined)
          const base = {
            kind: 'database files',
            place,
            store: `files of ${name}`,
            item: what,
            count: 1,
            bytes: server?.databaseBytes,
            names: [],
            look,
          } as const
          // Without `home`: that rows of a tenant are there is judged where they were counted.
          return { findings: tenants.map((tenantId): Finding => ({ ...base, tenantId })), waysOut: [] }
        }),
      )
      return {
        found: clusters.length,
        result: { findings: found.flatMap(({ findings }) => findings), waysOut: found.flatMap(({ waysOut }) => waysOut) },
      }
    },
    none,
  )
}

/** Folders at most two levels down that are a cluster, or a copy of one. */
async function clustersIn(path: string, depth = 2): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  })
  if (entries.some(({ name }) => name === 'PG_VERSION') && entries.some(({ name }) => name === 'global')) return [path]
  if (depth === 0) return []
  const inside = entries.filter((entry) => entry.isDirectory()).map(({ name }) => clustersIn(join(path, name), depth - 1))
  return (await Promise.all(inside)).flat()
}

/** ControlFileData begins with `uint64 system_identifier` (PostgreSQL, src/include/catalog/pg_control.h), in the machine's own order of bytes. */
async function identityOf(cluster: string): Promise<string> {
  await using file = await open(join(cluster, 'global', 'pg_control'))
  const bytes = Buffer.alloc(8)
  await file.read(bytes, 0, bytes.length, 0)
  return bytes.readBigUInt64LE().toString()
}

async function describe(cluster: string, server: Server | undefined): Promise<string> {
  const is = server === undefined ? 'a cluster that does not run' : `the ${server.role} that runs`
  const label = (await readTextIfThere(join(cluster, 'backup_label'))) ?? (await readTextIfThere(join(cluster, 'backup_label.old')))
  const at = /^START TIME: (.*)$/m.exec(label ?? '')?.[1]
  return at === undefined ? is : `${is}, made from a base backup of ${at}`
}
