import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GlobalCluster } from '@aws-sdk/client-rds'
import type { GlobalReplicationGroup } from '@aws-sdk/client-elasticache'
import { databaseSecretSchema } from '@hemisphere/kit/secrets.ts'
import { openSecretStore } from '@hemisphere/local/secrets/secret-store.ts'
import { startSecretsServer } from '@hemisphere/local/secrets/secrets-server.ts'
import { createTestZone, type TestZone } from '@hemisphere/local/testing/test-zone.ts'
import { databaseNamed, type DatabaseName } from '@hemisphere/local/world/database-plans.ts'
import { migrateSchemas } from '@hemisphere/local/world/migrate-database.ts'
import { databaseLogins, schemaLogins } from '@hemisphere/local/world/secret-ids.ts'
import { holdLease } from '@hemisphere/operations/lease/lease.ts'
import { regionNamed, type RegionName } from '@hemisphere/topology/regions.ts'
import type pg from 'pg'
import { vi } from 'vitest'
import type { GlobalClusterCalls } from '../src/aws/failover-database.ts'
import type { GlobalDatastoreCalls } from '../src/aws/failover-sessions.ts'
import type { UserPoolCalls } from '../src/aws/invite.ts'
import { operate } from '../src/operate.ts'
import { orderSecretId } from '../src/order.ts'

export const region = 'eu-central-1'
const databases = ['home-eu-west-1', 'home-eu-central-1', 'directory-eu'] as const satisfies readonly DatabaseName[]
const account = '222222222222'

/** What a run has printed, the outcome apart. */
export interface OperateRun {
  readonly lines: readonly string[]
  readonly outcome: unknown
}

/** The zone eu as a task of eu-central-1 finds it: real servers, and RDS, ElastiCache and Cognito as far as they are asked. */
export interface OperateWorld extends AsyncDisposable {
  readonly zone: TestZone
  /** What RDS was asked to do. */
  readonly failovers: { readonly target: string; readonly allowDataLoss: boolean }[]
  /** The next failover ends before it has begun. */
  cutOff(): void
  readonly sessions: GlobalReplicationGroup
  /** E-mail addresses that the user pool knows, with their subjects. */
  readonly users: Map<string, string>
  /** Whether the user pool can be asked from here. */
  hasUserPool: boolean
  run(order: unknown, variables?: Readonly<Record<string, string>>): Promise<OperateRun>
  owner(database: DatabaseName, at: RegionName, schema?: string): Promise<pg.Pool>
}

export async function createOperateWorld(): Promise<OperateWorld> {
  await using made = new AsyncDisposableStack()
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  made.defer(() => void vi.unstubAllEnvs())
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-operate-'))
  made.defer(() => rm(folder, { recursive: true }))
  const store = await openSecretStore(join(folder, 'secrets.json'), Date.now)
  const secrets = made.use(await startSecretsServer(store, 0))
  const zone = made.use(await createTestZone(databases))

  const owner: OperateWorld['owner'] = (database, at, schema = 'ops') => {
    const login = schemaLogins(databaseNamed(database)).find((candidate) => candidate.schema === schema)
    return zone.pool(at, login?.owner.secretId ?? '')
  }
  for (const name of databases) {
    const plan = databaseNamed(name)
    await holdLease(await owner(name, plan.firstWriter), 1)
    await migrateSchemas({ plan, writer: plan.firstWriter, secrets: zone.secrets })
  }

  const loginAt = (name: string, at: string, role: string) => {
    const login = databaseLogins(databaseNamed(name)).find((candidate) => candidate.role === role)
    return databaseSecretSchema.parse(JSON.parse(zone.secrets.get(regionNamed(at).name, login?.secretId ?? '')))
  }
  const members = databases.flatMap((name) =>
    databaseNamed(name).members.map((at) => {
      const { host, port } = loginAt(name, at, 'ops_owner')
      return `${name}@${at}=${host}:${port}`
    }),
  )

  const failovers: OperateWorld['failovers'] = []
  let isCutOff = false
  const arnOf = (name: string, at: string): string => `arn:aws:rds:${at}:${account}:cluster:hemisphere-${name}-${at}`
  const databaseOf = (globalCluster: string) => zone.database(databaseNamed(globalCluster.replace(/^hemisphere-/, '')).name)
  const globalClusters: GlobalClusterCalls = {
    async describe(name): Promise<GlobalCluster> {
      const { plan, writer } = databaseOf(name)
      return {
        GlobalClusterIdentifier: name,
        GlobalClusterMembers: plan.members.map((at) => ({ DBClusterArn: arnOf(plan.name, at), IsWriter: writer() === at })),
      }
    },
    async failover(name, target, { allowDataLoss }) {
      failovers.push({ target, allowDataLoss })
      if (isCutOff) {
        isCutOff = false
        throw new Error('the task was stopped')
      }
      const database = databaseOf(name)
      const at = regionNamed(target.split(':')[3] ?? '').name
      const [first, second] = database.plan.members
      await database.promote(at)
      // After a switchover the old writer follows.
      if (!allowDataLoss) await database.start(at === first ? second : first)
    },
  }

  const sessions: GlobalReplicationGroup = {
    GlobalReplicationGroupId: 'sgaui-hemisphere-eu',
    Status: 'available',
    Members: ['eu-west-1', 'eu-central-1'].map((at, index) => ({
      ReplicationGroupId: `hemisphere-sessions-${at}`,
      ReplicationGroupRegion: at,
      Role: index === 0 ? 'PRIMARY' : 'SECONDARY',
    })),
  }
  const globalDatastores: GlobalDatastoreCalls = {
    describe: async (id) => (id === sessions.GlobalReplicationGroupId ? sessions : undefined),
    async failover(_id, primary) {
      sessions.Status = 'modifying'
      for (const member of sessions.Members ?? [])
        member.Role = member.ReplicationGroupId === primary.replicationGroupId ? 'PRIMARY' : 'SECONDARY'
    },
  }

  const users = new Map<string, string>()
  const subjects = { next: 1 }
  const userPool: UserPoolCalls = {
    async create(email) {
      if (users.has(email)) return undefined
      const sub = `00000000-0000-4000-8000-${String(subjects.next).padStart(12, '0')}`
      subjects.next += 1
      users.set(email, sub)
      return [{ Name: 'sub', Value: sub }]
    },
    attributesOf: async (email) => [{ Name: 'sub', Value: users.get(email) }],
  }

  const held = made.move()
  const world: OperateWorld = {
    zone,
    failovers,
    cutOff() {
      isCutOff = true
    },
    sessions,
    users,
    hasUserPool: true,
    async run(order, variables = {}) {
      await store.put(region, orderSecretId, JSON.stringify({ id: 'order-1', order }))
      const lines: string[] = []
      await operate({
        environment: {
          HEMISPHERE_REGION: region,
          HEMISPHERE_ZONE: 'eu',
          SECRETS_ENDPOINT: secrets.url,
          DATABASE_MEMBERS: members.join(' '),
          SESSIONS_DATASTORE: 'sgaui-hemisphere-eu',
          ORDER_ID: 'order-1',
          ...variables,
        },
        print: (line) => void lines.push(line),
        globalClusters,
        globalDatastores,
        ...(world.hasUserPool ? { userPool } : {}),
        loginOf: ({ database, region: at }, role) => loginAt(database, at, role),
        pause: async () => {
          // What was under way ends while it is waited for.
          sessions.Status = 'available'
        },
      })
      return { lines: lines.slice(0, -1), outcome: JSON.parse(lines.at(-1) ?? '') }
    },
    owner,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
  return world
}
