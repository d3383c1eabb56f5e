import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLambda, type LambdaFunction } from '@hemisphere/local/issuer/lambda.ts'
import { openSecretStore } from '@hemisphere/local/secrets/secret-store.ts'
import { startSecretsServer, type SecretsServer } from '@hemisphere/local/secrets/secrets-server.ts'
import { createTestDatabase, type TestDatabase } from '@hemisphere/local/testing/test-database.ts'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { buildPreTokenGeneration } from '../src/build.ts'
import { roleScopes } from '../src/directory/roles.ts'
import { insertClient, insertPermissionSet, insertTenant, insertUser, openDirectory } from '../src/directory/write-directory.ts'
import { migrations } from '../src/migrations.ts'
import { clientEvent, personEvent } from '../src/testing/trigger-events.ts'

const secretId = 'hemisphere/database/directory-reader'
let folder: string
let database: TestDatabase
let owner: pg.Pool
let secrets: SecretsServer
let lambda: LambdaFunction | undefined
let tenantId: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-trigger-'))
  await buildPreTokenGeneration({ outFile: join(folder, 'bundle', 'index.mjs') })
  database = await createTestDatabase([{ schema: 'directory', ownerRole: 'directory_owner', serviceRole: 'directory_reader', migrations }])
  owner = await database.pool('directory_owner')
  const directory = openDirectory(owner)
  const place = { zone: 'eu', homeRegion: 'eu-west-1', currencyCode: 'EUR', timeZone: 'Europe/Amsterdam' }
  tenantId = await insertTenant(directory, { slug: 'nordhem', name: 'Nordhem', ...place })
  const permissionSetId = await insertPermissionSet(directory, { tenantId, name: 'planner', scopes: roleScopes.planner })
  await insertUser(directory, { tenantId, subject: 'sub-1', email: 'planner@nordhem.example', role: 'planner', permissionSetId })
  await insertClient(directory, { tenantId, clientId: 'client-1', name: 'partner', permissionSetId })

  const store = await openSecretStore(join(folder, 'secrets.json'), Date.now)
  const { port, password } = inject('postgres')
  const login = { host: '127.0.0.1', port, dbname: owner.options.database, username: 'directory_reader', password }
  await store.put('eu-west-1', secretId, JSON.stringify(login))
  await store.put('eu-west-1', 'nobody-listens', JSON.stringify({ ...login, port: 1 }))
  secrets = await startSecretsServer(store, 0)
})

afterEach(async () => {
  await lambda?.[Symbol.asyncDispose]()
  lambda = undefined
})

afterAll(async () => {
  await secrets[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
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
