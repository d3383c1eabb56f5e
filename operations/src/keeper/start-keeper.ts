import type { Environment } from '@hemisphere/kit/config.ts'
import { createPool } from '@hemisphere/kit/database.ts'
import { addHealthRoutes } from '@hemisphere/kit/health.ts'
import { homeLoginId } from '@hemisphere/kit/home-database.ts'
import { createLogger } from '@hemisphere/kit/log.ts'
import { repeat } from '@hemisphere/kit/repeat.ts'
import { createSecretReader, readDatabaseSecret, type DatabaseSecret } from '@hemisphere/kit/secrets.ts'
import { listen, type RunningService } from '@hemisphere/kit/service.ts'
import { fastify } from 'fastify'
import type pg from 'pg'
import { confirmDirectoryLease, confirmHomeLease, revokeDirectoryLease, revokeHomeLease } from '../lease/confirm-lease.ts'
import { readKeeperConfig } from './config.ts'
import { createServingCheck } from './is-serving.ts'
import { keepDatabase, watchDatabase, type KeptDatabase } from './keep-database.ts'

const service = 'keeper'
/** A replica takes its writer's region for lost after four beats that did not come. */
const beatIntervalMs = 500
const watchIntervalMs = 1_000
const statementTimeoutMs = 2_000

/**
 * Starts a region's keeper: it confirms the writers' leases of the databases that have a member here, and keeps their beat.
 * Several of them in one region do no harm. It listens for health checks alone.
 */
export async function startKeeper(environment: Environment): Promise<RunningService> {
  const config = readKeeperConfig(environment)
  const { HEMISPHERE_REGION: region, BUDDY_REGION: buddyRegion } = config
  const log = createLogger({ service, region, level: config.LOG_LEVEL })
  await using resources = new AsyncDisposableStack()
  const secrets = resources.use(createSecretReader({ region, endpoint: config.SECRETS_ENDPOINT }))

  async function openPool(login: () => Promise<DatabaseSecret>): Promise<pg.Pool> {
    const pool = await createPool({
      login,
      service,
      // One for each of the two turns, and one more for what waits for a member that is silent.
      maxConnections: 3,
      connectionTimeoutMs: statementTimeoutMs,
      queryTimeoutMs: statementTimeoutMs,
    })
    resources.defer(() => pool.end())
    return pool
  }

  async function openMembers(secretId: string): Promise<Pick<KeptDatabase, 'member' | 'otherMember'>> {
    const login = (): Promise<DatabaseSecret> => readDatabaseSecret(secrets, secretId)
    const member = await openPool(login)
    const { otherMember } = await login()
    if (otherMember === undefined) return { member, otherMember: undefined }
    return { member, otherMember: await openPool(async () => ({ ...(await login()), ...otherMember })) }
  }

  const directory = await openMembers('hemisphere/database/directory-ops')
  const directoryMembers = [directory.member, ...(directory.otherMember === undefined ? [] : [directory.otherMember])]

  async function keptHome(homeRegion: string): Promise<KeptDatabase> {
    const members = await openMembers(homeLoginId(homeRegion, 'ops'))
    const options = { homeRegion, region, member: members.member, directory: directoryMembers }
    return {
      name: `home-${homeRegion}`,
      ...members,
      confirm: () => confirmHomeLease(options),
      revoke: () => revokeHomeLease(options),
    }
  }

  const { member, otherMember } = directory
  const kept: readonly KeptDatabase[] = [
    ...(await Promise.all([region, ...(buddyRegion === undefined ? [] : [buddyRegion])].map(keptHome))),
    {
      name: 'directory',
      ...directory,
      confirm: async () => (otherMember === undefined ? 'held' : confirmDirectoryLease({ member, otherMember })),
      revoke: async () => (otherMember === undefined ? false : revokeDirectoryLease({ member, otherMember })),
    },
  ]
  const isServing = resources.use(createServingCheck(config.GATEWAY_URL))
  for (const database of kept) {
    // The directory answers for itself, whatever the gateway does.
    const serves = database.name === 'directory' ? async (): Promise<boolean> => true : isServing.check
    resources.use(repeat(beatIntervalMs, keepDatabase(database, { log, isServing: serves })))
    resources.use(repeat(watchIntervalMs, watchDatabase(database, { log })))
  }
  const app = fastify()
  addHealthRoutes(app, async () => undefined)
  const held = resources.move()
  return listen({ name: service, app, host: config.HOST, port: config.PORT, log, resources: [() => held.disposeAsync()] })
}
