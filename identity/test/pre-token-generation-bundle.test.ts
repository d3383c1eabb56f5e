import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLambda, type LambdaFunction } from '@hemisphere/local/issuer/lambda.ts'
import { openSecretStore } from '@hemisphere/local/secrets/secret-store.ts'
import { startSecretsServer, type SecretsServer } from '@hemisphere/local/secrets/secrets-server.ts'
import { createTestDatabase, type TestDatabase } from '@hemisphere/local/testing/test-database.ts'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { buildPreTokenGeneration } from '../src/build.ts'
import { roleScopes } from '../src/directory/roles.ts'
import { insertClient, insertPermissionSet, insertTenant, insertUser, openDirectory } from '../src/directory/write-directory.ts'
import { migrations } from '../src/migrations.ts'
import { clientEvent, personEvent } from '../src/testing/trigger-events.ts'

const secretId = 'hemisphere/database/directory-reader'
let folder: string
let database: TestDatabase
let buddy: TestDatabase
let owner: pg.Pool
let buddyOwner: pg.Pool
let silent: Server
let secrets: SecretsServer
let lambda: LambdaFunction | undefined
let tenantId: string
const sockets: Socket[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-trigger-'))
  await buildPreTokenGeneration({ outFile: join(folder, 'bundle', 'index.mjs') })
  const schemas = [{ schema: 'directory', ownerRole: 'directory_owner', serviceRole: 'directory_reader', migrations }]
  database = await createTestDatabase(schemas)
  buddy = await createTestDatabase(schemas)
  owner = await database.pool('directory_owner')
  buddyOwner = await buddy.pool('directory_owner')
  tenantId = await fill(owner)
  await copyAll(owner, buddyOwner)

  const store = await openSecretStore(join(folder, 'secrets.json'), Date.now)
  const { port, password } = inject('postgres')
  const login = { host: '127.0.0.1', port, dbname: owner.options.database, username: 'directory_reader', password }
  await store.put('eu-west-1', secretId, JSON.stringify(login))
  await store.put('eu-west-1', 'nobody-listens', JSON.stringify({ ...login, port: 1 }))
  await store.put('eu-west-1', 'buddy', JSON.stringify({ ...login, dbname: buddyOwner.options.database }))
  silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined))).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  if (address === null || typeof address === 'string') throw new Error('the silent server listens on no port')
  await store.put('eu-west-1', 'silent', JSON.stringify({ ...login, port: address.port }))
  secrets = await startSecretsServer(store, 0)
})

/** Who is known: one person and one client of one company. */
async function fill(pool: pg.Pool): Promise<string> {
  const directory = openDirectory(pool)
  const place = { zone: 'eu', homeRegion: 'eu-west-1', currencyCode: 'EUR', timeZone: 'Europe/Amsterdam' }
  const tenant = await insertTenant(directory, { slug: 'nordhem', name: 'Nordhem', ...place })
  const permissionSetId = await insertPermissionSet(directory, { tenantId: tenant, name: 'planner', scopes: roleScopes.planner })
  const person = { tenantId: tenant, email: 'planner@nordhem.example', role: 'planner', permissionSetId } as const
  await insertUser(directory, { ...person, subject: 'sub-1' })
  await insertClient(directory, { tenantId: tenant, clientId: 'client-1', name: 'partner', permissionSetId })
  return tenant
}

/** What a replica would hold now; it is told of nothing later. */
async function copyAll(from: pg.Pool, to: pg.Pool): Promise<void> {
  for (const table of ['tenant', 'permission_set', 'app_user', 'client']) {
    const { rows } = await from.query<{ rows: string }>(`select json_agg(t)::text as rows from directory.${table} t`)
    await to.query(`insert into directory.${table} select * from json_populate_recordset(null::directory.${table}, $1)`, [rows[0]?.rows])
  }
}

afterEach(async () => {
  await lambda?.[Symbol.asyncDispose]()
  lambda = undefined
})

afterAll(async () => {
  await secrets[Symbol.asyncDispose]()
  for (const socket of sockets) socket.destroy()
  silent.close()
  await buddy[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const answerSchema = z.object({
  response: z.object({
    claimsAndScopeOverrideDetails: z.object({ accessTokenGeneration: z.object({ claimsToAddOrOverride: z.unknown() }) }),
  }),
})

/** The bundle alone in its folder, with nothing but its own environment. */
function startInstance(environment: Readonly<Record<string, string>> = {}): LambdaFunction {
  lambda = startLambda({
    bundle: join(folder, 'bundle', 'index.mjs'),
    timeoutMs: 5_000,
    environment: {
      HEMISPHERE_ZONE: 'eu',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'placeholder',
      AWS_SECRET_ACCESS_KEY: 'placeholder',
      SECRETS_ENDPOINT: secrets.url,
      DIRECTORY_SECRET_ID: secretId,
      ...environment,
    },
  })
  return lambda
}

test('the bundle is one file that runs from an empty folder and gives the claims of the directory', async () => {
  expect(await readdir(join(folder, 'bundle'))).toEqual(['index.mjs'])
  const instance = startInstance()
  const claims = { 'dt:v': 1, 'dt:t': tenantId, 'dt:z': 'eu', 'dt:hr': 'eu-west-1', 'dt:te': 1, 'dt:pe': 1 }
  const expected = { accessTokenGeneration: { claimsToAddOrOverride: claims } }
  for (const event of [personEvent('sub-1'), clientEvent('client-1')]) {
    expect(await instance.invoke(event)).toMatchObject({ response: { claimsAndScopeOverrideDetails: expected } })
  }
})

const connections = async (): Promise<number[]> => {
  const text = `select pid from pg_stat_activity where application_name = 'pre-token-generation' and datname = current_database()`
  return (await owner.query<{ pid: number }>(text)).rows.map((row) => row.pid)
}

test('the connection outlives an invocation, and a lost one is made anew without a failed token', async () => {
  const instance = startInstance()
  await instance.invoke(personEvent('sub-1'))
  await expect.poll(connections).toHaveLength(1)
  const before = await connections()
  await instance.invoke(personEvent('sub-1'))
  expect(await connections()).toEqual(before)
  const { rowCount } = await (await database.pool('directory_reader')).query('select pg_terminate_backend($1)', [before[0]])
  expect(rowCount).toBe(1)
  expect(await instance.invoke(personEvent('sub-1'))).toHaveProperty('response')
  expect(await connections()).not.toEqual(before)
})

test('an unknown subject gets no token', async () => {
  await expect(startInstance().invoke(personEvent('nobody'))).rejects.toThrow('the account is not known in this zone')
})

test('a directory that is locked is given up within 1.5 seconds, and the last known claims are given', async () => {
  const instance = startInstance()
  await instance.invoke(personEvent('sub-1'))
  const client = await owner.connect()
  try {
    await client.query('begin')
    await client.query('lock table directory.app_user in access exclusive mode')
    const startedAt = performance.now()
    expect(await instance.invoke(personEvent('sub-1'))).toHaveProperty('response')
    expect(performance.now() - startedAt).toBeLessThan(1_900)
  } finally {
    await client.query('rollback')
    client.release()
  }
})

test('with the directory down and nothing known there is no token', async () => {
  const startedAt = performance.now()
  const attempt = startInstance({ DIRECTORY_SECRET_ID: 'nobody-listens' }).invoke(personEvent('sub-1'))
  await expect(attempt).rejects.toThrow('the directory of this zone does not answer')
  expect(performance.now() - startedAt).toBeLessThan(3_000)
})

describe('with a member of the directory in the buddy region', () => {
  const ask = async (instance: LambdaFunction): Promise<{ ms: number; claims: unknown }> => {
    const startedAt = performance.now()
    const { response } = answerSchema.parse(await instance.invoke(personEvent('sub-1')))
    const { claimsToAddOrOverride: claims } = response.claimsAndScopeOverrideDetails.accessTokenGeneration
    return { ms: performance.now() - startedAt, claims }
  }

  test.each(['nobody-listens', 'silent'])(
    'a nearest member of which %s is passed over, within the time for one lookup',
    async (nearest) => {
      const instance = startInstance({ DIRECTORY_SECRET_ID: nearest, DIRECTORY_FALLBACK_SECRET_ID: 'buddy' })
      const first = await ask(instance)
      expect(first.claims).toMatchObject({ 'dt:t': tenantId, 'dt:hr': 'eu-west-1' })
      // The start of the instance is not part of the lookup, and takes its time on a busy machine.
      expect(first.ms).toBeLessThan(2_500)
      // The member that answered is remembered: it is asked without waiting for the other one.
      expect((await ask(instance)).ms).toBeLessThan(400)
    },
  )

  test('with neither of them there is no token, still in time', async () => {
    const instance = startInstance({ DIRECTORY_SECRET_ID: 'silent', DIRECTORY_FALLBACK_SECRET_ID: 'nobody-listens' })
    const startedAt = performance.now()
    await expect(ask(instance)).rejects.toThrow('the directory of this zone does not answer')
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  test('one that lags does not undo the epochs that the nearest has told', async () => {
    const instance = startInstance({ DIRECTORY_FALLBACK_SECRET_ID: 'buddy' })
    const directory = openDirectory(owner)
    await directory.updateTable('directory.tenant').set({ home_region: 'eu-central-1', placement_epoch: 2 }).execute()
    await insertPermissionSet(directory, { tenantId, name: 'planner', scopes: roleScopes.viewer })
    const newest = { 'dt:hr': 'eu-central-1', 'dt:te': 2, 'dt:pe': 2 }
    expect((await ask(instance)).claims).toMatchObject(newest)
    const client = await owner.connect()
    try {
      await client.query('begin')
      await client.query('lock table directory.app_user in access exclusive mode')
      expect((await ask(instance)).claims).toMatchObject(newest)
    } finally {
      await client.query('rollback')
      client.release()
    }
    // One that knows of nothing newer believes the member that answers.
    const fresh = startInstance({ DIRECTORY_SECRET_ID: 'buddy' })
    expect((await ask(fresh)).claims).toMatchObject({ 'dt:hr': 'eu-west-1', 'dt:te': 1, 'dt:pe': 1 })
    await instance[Symbol.asyncDispose]()
  })
})
