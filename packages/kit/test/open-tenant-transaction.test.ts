import { randomUUID } from 'node:crypto'
import { createTestDatabase } from '@hemisphere/local/testing/test-database.ts'
import { createTestZone, type TestZone } from '@hemisphere/local/testing/test-zone.ts'
import { beat, dropLease, holdLease, restoreLease } from '@hemisphere/operations/lease/lease.ts'
import { dismissTenant, fenceTenant, placeTenant } from '@hemisphere/operations/placement/place-tenant.ts'
import { sql } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { callerSnapshot, callerTransaction } from '../src/caller-transaction.ts'
import { createPool } from '../src/database.ts'
import { homeLoginId, oneHome, openHomes } from '../src/home-database.ts'
import type { ReadPoint, TenantTransaction } from '../src/open-tenant-transaction.ts'
import { databaseSecretSchema, type DatabaseSecret, type SecretReader } from '../src/secrets.ts'
import type { SubgraphRequest } from '../src/subgraph-server.ts'
import { withTenant } from '../src/tenant-database.ts'
import { startSilentProxy } from './silent-proxy.ts'

interface Schema {
  'catalog.note': { tenant_id: string; body: string }
}

const [first, second] = ['eu-west-1', 'eu-central-1'] as const
let zone: TestZone
let ops: pg.Pool
let writer: pg.Pool
let replica: pg.Pool
let tenantId: string

beforeAll(async () => {
  zone = await createTestZone(['home-eu-west-1'])
  ops = await zone.pool(first, homeLoginId(first, 'ops-owner'))
  await holdLease(ops, 1)
  const owner = await zone.pool(first, homeLoginId(first, 'catalog-owner'))
  await owner.query('create table catalog.note (tenant_id uuid not null, body text not null)')
  await owner.query('grant select, insert on catalog.note to catalog_service')
  await owner.query(`select ops.install_write_guards('catalog')`)
  writer = await zone.pool(first, homeLoginId(first, 'catalog'))
  replica = await zone.pool(second, homeLoginId(first, 'catalog'))
}, 120_000)

beforeEach(async () => {
  tenantId = randomUUID()
  await placeTenant(ops, { tenantId, epoch: 1 })
})

afterAll(() => zone[Symbol.asyncDispose](), 60_000)

type Changes = Partial<TenantTransaction>

function transaction(pool: pg.Pool, changes: Changes = {}): TenantTransaction {
  return { pool, tenantId, access: 'read', statementTimeoutMs: 5_000, ...changes }
}

async function bodies(pool: pg.Pool, changes: Changes = {}): Promise<readonly string[]> {
  return withTenant<Schema, string[]>(transaction(pool, changes), async ({ db }) => {
    const rows = await db.selectFrom('catalog.note').select('body').where('tenant_id', '=', tenantId).execute()
    return rows.map(({ body }) => body)
  })
}

async function write(pool: pg.Pool, changes: Changes = {}): Promise<void> {
  await withTenant<Schema, unknown>(transaction(pool, { access: 'write', ...changes }), ({ db }) =>
    db.insertInto('catalog.note').values({ tenant_id: tenantId, body: 'one' }).execute(),
  )
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error && 'extensions' in error ? error.extensions : error),
  )
}

/** Holds that no connection is left with what has failed: those that are open are idle, and nobody waits for one. */
function expectIdle({ totalCount, idleCount, waitingCount }: pg.Pool): void {
  expect([totalCount - idleCount, waitingCount]).toEqual([0, 0])
}

const untilReplayed = (): Promise<void> =>
  vi.waitFor(async () => expect(await bodies(replica, { placementEpoch: 1 })).not.toEqual([]), { timeout: 10_000, interval: 20 })

test('a read at a replica is told as of the last beat that it has, one at the writer as of now', async () => {
  const before = Date.now()
  await beat(ops)
  await write(writer)
  await untilReplayed()
  const points: ReadPoint[] = []
  const onReadPoint = (point: ReadPoint): unknown => points.push(point)
  expect(await bodies(replica, { onReadPoint })).toEqual(['one'])
  expect(await bodies(writer, { onReadPoint })).toEqual(['one'])
  expect(points).toEqual([
    { isReplica: true, asOf: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) },
    { isReplica: false, asOf: undefined },
  ])
  const asOf = Date.parse(points[0]?.asOf ?? '')
  expect(asOf).toBeGreaterThanOrEqual(before)
  expect(asOf).toBeLessThanOrEqual(Date.now())
})

test('a write that meets a replica goes on at the writer', async () => {
  const points: ReadPoint[] = []
  await write(replica, { forwardTo: writer, placementEpoch: 1, onReadPoint: (point) => points.push(point) })
  expect(points.map(({ isReplica }) => isReplica)).toEqual([true, false])
  expect(await bodies(writer)).toEqual(['one'])
  for (const pool of [replica, writer]) expectIdle(pool)
})

test('a read is never forwarded', async () => {
  const asked = vi.spyOn(writer, 'connect')
  await bodies(replica, { forwardTo: writer })
  expect(asked).not.toHaveBeenCalled()
  asked.mockRestore()
})

test('a write at a replica is REGION_READ_ONLY without a member that takes it', async () => {
  await using dead = await poolAt({ port: 1 })
  const readOnly = { code: 'REGION_READ_ONLY', retryable: true, retryAfterSeconds: 2 }
  for (const forwardTo of [undefined, replica, dead.pool]) expect(await codeOf(write(replica, { forwardTo }))).toEqual(readOnly)
  for (const pool of [replica, dead.pool]) expectIdle(pool)
})

test('an epoch that is not the tenant’s is TENANT_MOVED, for reads at each member and for forwarded writes', async () => {
  await write(writer, { placementEpoch: 1 })
  await untilReplayed()
  for (const pool of [writer, replica]) {
    expect(await codeOf(bodies(pool, { placementEpoch: 2 }))).toMatchObject({ code: 'TENANT_MOVED' })
    expectIdle(pool)
  }
  expect(await codeOf(write(replica, { forwardTo: writer, placementEpoch: 2 }))).toMatchObject({ code: 'TENANT_MOVED' })
  expectIdle(writer)
})

test('a tenant that was never placed is TENANT_MOVED', async () => {
  tenantId = randomUUID()
  expect(await codeOf(bodies(writer, { placementEpoch: 1 }))).toMatchObject({ code: 'TENANT_MOVED' })
  expect(await codeOf(write(writer, { placementEpoch: 1 }))).toMatchObject({ code: 'TENANT_MOVED' })
})

test('a fenced tenant reads, and its writes are REGION_READ_ONLY; after the move both are TENANT_MOVED', async () => {
  await fenceTenant(ops, tenantId)
  expect(await bodies(writer, { placementEpoch: 1 })).toEqual([])
  expect(await codeOf(write(writer, { placementEpoch: 1 }))).toMatchObject({ code: 'REGION_READ_ONLY' })
  await dismissTenant(ops, { tenantId, epoch: 2 }, second)
  expect(await codeOf(bodies(writer, { placementEpoch: 1 }))).toMatchObject({ code: 'TENANT_MOVED' })
  expect(await codeOf(write(writer, { placementEpoch: 1 }))).toMatchObject({ code: 'TENANT_MOVED' })
})

test('a writer without its lease is REGION_READ_ONLY', async () => {
  await dropLease(ops)
  try {
    expect(await codeOf(write(writer))).toMatchObject({ code: 'REGION_READ_ONLY' })
    expect(await codeOf(write(replica, { forwardTo: writer }))).toMatchObject({ code: 'REGION_READ_ONLY' })
    expect(await bodies(writer)).toEqual([])
  } finally {
    await restoreLease(ops, 1)
  }
})

test('a database that nobody listens for is REGION_UNAVAILABLE, whatever number asks, and no connection is left', async () => {
  await using dead = await poolAt({ port: 1 })
  const outcomes = await Promise.all(Array.from({ length: 30 }, () => codeOf(bodies(dead.pool))))
  expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome)))).toEqual(
    new Set([JSON.stringify({ code: 'REGION_UNAVAILABLE', retryable: true, retryAfterSeconds: 1 })]),
  )
  expect(dead.pool.totalCount).toBe(0)
  expectIdle(dead.pool)
})

test('a server that falls silent within a transaction is REGION_UNAVAILABLE in time, and its connection is given up', async () => {
  await using proxy = await startSilentProxy(writerLogin().port)
  await using silent = await poolAt({ port: proxy.port })
  const asked = withTenant(transaction(silent.pool, { statementTimeoutMs: 100 }), async ({ db }) => {
    await sql`select 1`.execute(db)
    proxy.silence()
    await sql`select 2`.execute(db)
  })
  expect(await codeOf(asked)).toMatchObject({ code: 'REGION_UNAVAILABLE' })
  expect(silent.pool.totalCount).toBe(0)
  // One that falls silent before is met by the limit of connections.
  expect(await codeOf(bodies(silent.pool))).toMatchObject({ code: 'REGION_UNAVAILABLE' })
  proxy.recover()
  expect(await bodies(silent.pool)).toEqual([])
})

test('a server that falls silent before a transaction opens on a known connection is REGION_UNAVAILABLE in time', async () => {
  await using proxy = await startSilentProxy(writerLogin().port)
  await using silent = await poolAt({ port: proxy.port })
  await bodies(silent.pool)
  proxy.silence()
  expect(await codeOf(bodies(silent.pool, { statementTimeoutMs: 100 }))).toMatchObject({ code: 'REGION_UNAVAILABLE' })
  expect(silent.pool.totalCount).toBe(0)
})

test('a server that is stopped under a transaction is REGION_UNAVAILABLE, and the next one opens', async () => {
  const asked = withTenant(transaction(writer), async ({ db }) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
    await zone.asAdmin('home-eu-west-1', first, (admin) => admin.query('select pg_terminate_backend($1)', [rows[0]?.pid]))
    await sql`select 1`.execute(db)
  })
  expect(await codeOf(asked)).toMatchObject({ code: 'REGION_UNAVAILABLE' })
  expect(await bodies(writer)).toEqual([])
  expectIdle(writer)
})

test('work that ends while a statement is under way is not taken for committed', async () => {
  const { promise: isSent, resolve: send } = Promise.withResolvers<void>()
  const onStatement = (statement: string): void => {
    if (statement.includes('pg_sleep')) send()
  }
  const left = withTenant<Schema, void>({ ...transaction(writer, { access: 'write' }), onStatement }, async ({ db }) => {
    await db.insertInto('catalog.note').values({ tenant_id: tenantId, body: 'lost' }).execute()
    void sql`select pg_sleep(30)`.execute(db).catch(() => undefined)
    await isSent
  })
  await expect(left).rejects.toThrow('under way')
  expect(await bodies(writer)).toEqual([])
})

test('without schema ops a checked read fails as our fault, and leaves no connection', async () => {
  await using bare = await createTestDatabase([{ schema: 'kit_bare', ownerRole: 'kit_bare_owner', serviceRole: 'kit_bare_service' }])
  const pool = await bare.pool('kit_bare_service')
  const outcome = await codeOf(withTenant(transaction(pool, { placementEpoch: 1 }), ({ db }) => sql`select 1`.execute(db)))
  expect(outcome).toMatchObject({ code: '3F000' })
  expect(pool.totalCount).toBe(0)
  expectIdle(pool)
})

function request(homeRegion: string, epoch: number): SubgraphRequest {
  const caller = { sub: 's', kind: 'user', tenant: tenantId, zone: 'eu', homeRegion, region: second, epoch, scopes: [] } as const
  return {
    caller: { ...caller, scopes: [], requestId: 'r', deadline: Date.now() + 5_000 },
    signal: new AbortController().signal,
    remainingMs: 5_000,
  }
}

test('the region of the replica reads there for its buddy’s tenant, and writes through to the buddy', async () => {
  const secrets: SecretReader = {
    read: async (id) => zone.secrets.get(second, id),
    readVersions: async (id) => [zone.secrets.get(second, id)],
    readForSigning: async (id) => [zone.secrets.get(second, id)],
    [Symbol.dispose]: () => undefined,
  }
  await using homes = await openHomes({ secrets, region: second, buddyRegion: first, service: 'catalog' })
  const opening = callerTransaction(homes, request(first, 1))
  await withTenant<Schema, unknown>({ ...opening, access: 'write' }, ({ db }) =>
    db.insertInto('catalog.note').values({ tenant_id: tenantId, body: 'forwarded' }).execute(),
  )
  expect(await bodies(writer)).toEqual(['forwarded'])
  await untilReplayed()
  const { tenant, readPoint } = callerSnapshot<Schema>(opening)
  await using snapshot = tenant
  expect(readPoint()).toBeUndefined()
  expect(await snapshot.db.selectFrom('catalog.note').select('body').execute()).toContainEqual({ body: 'forwarded' })
  expect(readPoint()).toMatchObject({ isReplica: true })
  const stale = callerTransaction(homes, request(first, 2))
  expect(await codeOf(withTenant({ ...stale, access: 'read' }, ({ db }) => sql`select 1`.execute(db)))).toMatchObject({
    code: 'TENANT_MOVED',
  })
  expect(() => callerTransaction(homes, request('us-east-1', 1))).toThrow('holds no database of home us-east-1')
})

test('the caller’s epoch is held only where the home has schema ops', () => {
  const of = (checksPlacement: boolean): unknown =>
    callerTransaction(oneHome({ pool: writer, checksPlacement }), request(first, 7)).placementEpoch
  expect([of(true), of(false)]).toEqual([7, undefined])
})

function writerLogin(): DatabaseSecret {
  return databaseSecretSchema.parse(JSON.parse(zone.secrets.get(first, homeLoginId(first, 'catalog'))))
}

/** Connections as those of a service, with changes to the login. */
async function poolAt(changes: Partial<Pick<DatabaseSecret, 'port'>>): Promise<AsyncDisposable & { readonly pool: pg.Pool }> {
  const login = { ...writerLogin(), ...changes }
  const pool = await createPool({ login: async () => login, service: 'test', connectionTimeoutMs: 500 })
  return { pool, [Symbol.asyncDispose]: () => pool.end() }
}
