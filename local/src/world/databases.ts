import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jobSchema } from '@hemisphere/forecasting/jobs/job-schema.ts'
import { bootstrapSchema, type SchemaRoles } from '@hemisphere/kit/bootstrap-database.ts'
import { databaseSecretSchema } from '@hemisphere/kit/secrets.ts'
import pg from 'pg'
import { startCluster, type Cluster } from '../postgres/cluster.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { readTextIfThere } from './file-text.ts'
import { recordOf, type ProcessRecord } from './process-record.ts'
import { zones, type RegionName } from './regions.ts'
import { schemaLoginIds, schemas, secretIds } from './secret-ids.ts'
import { postgresRoot, type StateFolder } from './state-folder.ts'
import { send } from './stop-process.ts'

/** Durable when a process crashes, not when the machine does; sized so that four clusters fit on one machine. */
const settings = {
  wal_level: 'replica',
  synchronous_commit: 'off',
  max_wal_size: '2GB',
  shared_buffers: '128MB',
  max_connections: '100',
  // Passwords are random texts of 256 bits, which nobody guesses at any speed.
  scram_iterations: '1024',
}

const stopLimitMs = 30_000

/** A region's PostgreSQL; disposal stops it. */
export interface RegionDatabase extends AsyncDisposable {
  readonly record: ProcessRecord
  /** Settles when the server no longer answers. */
  readonly ended: Promise<void>
}

export interface DatabaseOptions {
  readonly state: StateFolder
  readonly region: RegionName
  readonly port: number
  readonly secrets: SecretStore
}

/** Starts a region's PostgreSQL with its databases, schemas and roles; what is in the schemas is left to the migrations. */
export async function startRegionDatabase({ state, region, port, secrets }: DatabaseOptions): Promise<RegionDatabase> {
  // A cluster whose making was interrupted looks like one, but does not start.
  const marker = state.postgresMarker(region)
  if ((await readTextIfThere(marker)) === undefined)
    await rm(join(await postgresRoot(state, region), 'data'), { recursive: true, force: true })
  const cluster = await startCluster({
    folder: state.postgres(region),
    port,
    adminPassword: secrets.get(region, secretIds.databaseAdmin),
    settings,
  })
  try {
    await writeFile(marker, '')
    await bootstrap(
      cluster,
      'hemisphere',
      schemas.map((schema) => rolesOf({ schema, ...schemaLoginIds(schema) })),
    )
    await asAdmin(cluster, 'hemisphere', createJobSchema)
    if (zones.some((zone) => zone.directoryRegion === region)) {
      const directory = { schema: 'directory', owner: secretIds.directoryOwner, service: secretIds.directoryReader }
      await bootstrap(cluster, 'directory', [rolesOf(directory)])
    }
    return await watch(cluster)
  } catch (error) {
    await stop(cluster)
    throw error
  }

  function rolesOf({ schema, owner, service }: { readonly schema: string; readonly owner: string; readonly service: string }): SchemaRoles {
    return { schema, owner: roleOf(owner), service: roleOf(service) }
  }

  function roleOf(secretId: string): SchemaRoles['owner'] {
    const { username, password } = databaseSecretSchema.parse(JSON.parse(secrets.get(region, secretId)))
    return { role: username, password }
  }
}

/** Makes a database unless it is there, with its schemas; only the roles of these may connect to it. */
async function bootstrap(cluster: Cluster, database: string, schemas: readonly SchemaRoles[]): Promise<void> {
  await asAdmin(cluster, 'postgres', async (admin) => {
    const known = await admin.query('select from pg_database where datname = $1', [database])
    if (known.rowCount === 0) await admin.query(`create database ${admin.escapeIdentifier(database)}`)
  })
  await asAdmin(cluster, database, async (admin) => {
    const name = admin.escapeIdentifier(database)
    await admin.query(`revoke all on database ${name} from public`)
    for (const schema of schemas) {
      await bootstrapSchema(admin, schema)
      const roles = [schema.owner.role, schema.service.role].map((role) => admin.escapeIdentifier(role)).join(', ')
      await admin.query(`grant connect, temporary on database ${name} to ${roles}`)
    }
  })
}

/** The queue of forecast jobs is a schema of its own, which the forecasting schema's owner fills. */
async function createJobSchema(admin: pg.Client): Promise<void> {
  await admin.query(`create schema if not exists ${admin.escapeIdentifier(jobSchema)} authorization forecasting_owner`)
}

async function asAdmin(cluster: Cluster, database: string, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = adminClient(cluster, database)
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

function adminClient({ port, admin: { user, password } }: Cluster, database: string): pg.Client {
  return new pg.Client({ host: '127.0.0.1', port, user, password, database, application_name: 'hemisphere start' })
}

/** Keeps one idle connection, which breaks in the moment in which the server ends. */
async function watch(cluster: Cluster): Promise<RegionDatabase> {
  const client = adminClient(cluster, 'postgres')
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  client.on('error', () => resolve())
  client.on('end', () => resolve())
  await client.connect()
  return { record: await recordOf(cluster.pid), ended, [Symbol.asyncDispose]: () => stop(cluster) }
}

async function stop(cluster: Cluster): Promise<void> {
  const kill = setTimeout(() => send(-cluster.pid, 'SIGKILL'), stopLimitMs)
  await cluster[Symbol.asyncDispose]()
  clearTimeout(kill)
}
