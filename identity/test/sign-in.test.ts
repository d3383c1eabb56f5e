import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startIssuer } from '@hemisphere/local/issuer/issuer.ts'
import { clientCredentials, signIn } from '@hemisphere/local/issuer/sign-in.ts'
import { startFakeEdge } from '@hemisphere/local/issuer/testing/fake-edge.ts'
import { openUserPool } from '@hemisphere/local/issuer/user-pool.ts'
import { openSecretStore } from '@hemisphere/local/secrets/secret-store.ts'
import { startSecretsServer } from '@hemisphere/local/secrets/secrets-server.ts'
import { createTestDatabase, type TestDatabase } from '@hemisphere/local/testing/test-database.ts'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { buildPreTokenGeneration } from '../src/build.ts'
import {
  insertClient,
  insertStartingPermissionSets,
  insertTenant,
  insertUser,
  openDirectory,
  type Directory,
} from '../src/directory/write-directory.ts'
import { migrations } from '../src/migrations.ts'

const password = 'correct horse battery staple'
const running = new AsyncDisposableStack()
let directory: Directory
let edgeUrl: string
let tenantId: string
let planner: string

// The issuer, the Lambda's bundle and the directory, as they work together.
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-sign-in-'))
  running.defer(() => rm(folder, { recursive: true }))
  const database: TestDatabase = running.use(
    await createTestDatabase([{ schema: 'directory', ownerRole: 'directory_owner', serviceRole: 'directory_reader', migrations }]),
  )
  const owner = await database.pool('directory_owner')
  directory = openDirectory(owner)
  const pool = await openUserPool(folder)
  const { sub } = await pool.ensureUser({ email: 'planner@nordhem.example', password })
  const { clientId } = await pool.ensureClient({ name: 'partner@nordhem', secret: 'the secret' })
  await pool.ensureUser({ email: 'stranger@nordhem.example', password })

  const place = { zone: 'eu', homeRegion: 'eu-west-1', currencyCode: 'EUR', timeZone: 'Europe/Amsterdam' }
  tenantId = await insertTenant(directory, { slug: 'nordhem', name: 'Nordhem', ...place })
  const sets = await insertStartingPermissionSets(directory, tenantId)
  planner = sets.planner
  await insertUser(directory, { tenantId, subject: sub, email: 'planner@nordhem.example', role: 'planner', permissionSetId: planner })
  await insertClient(directory, { tenantId, clientId, name: 'partner', permissionSetId: sets.partner })

  const store = await openSecretStore(join(folder, 'secrets.json'), Date.now)
  const { port, password: databasePassword } = inject('postgres')
  const login = { host: '127.0.0.1', port, dbname: owner.options.database, username: 'directory_reader', password: databasePassword }
  await store.put('eu-west-1', 'hemisphere/database/directory-reader', JSON.stringify(login))
  const secrets = running.use(await startSecretsServer(store, 0))
  const { outFile } = await buildPreTokenGeneration({ outFile: join(folder, 'index.mjs') })
  const issuer = running.use(
    await startIssuer({ zone: 'eu', region: 'eu-west-1', port: 0, pool, triggerBundle: outFile, secretsEndpoint: secrets.url }),
  )
  edgeUrl = running.use(await startFakeEdge(issuer.issuer)).url
})

afterAll(() => running.disposeAsync())

const decodeJwt = (token: string): object => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
const person = (name: string) => signIn({ edgeUrl, email: `${name}@nordhem.example`, password })

test('a person’s token names tenant, home and permission set, and neither name nor address', async () => {
  const { accessToken } = await person('planner')
  const payload = decodeJwt(accessToken)
  expect(payload).toMatchObject({
    'dt:v': 1,
    'dt:t': tenantId,
    'dt:z': 'eu',
    'dt:hr': 'eu-west-1',
    'dt:te': 1,
    'dt:pe': 1,
    'dt:p': planner,
  })
  expect(JSON.stringify(payload)).not.toMatch(/planner|nordhem/i)
  expect(accessToken.length).toBeLessThanOrEqual(1_536)
})

test('a partner’s client gets one, too', async () => {
  const { accessToken } = await clientCredentials({ edgeUrl, client: 'partner@nordhem', secret: 'the secret' })
  expect(decodeJwt(accessToken)).toMatchObject({ 'dt:t': tenantId, 'dt:hr': 'eu-west-1' })
})

test('an account that the directory does not know gets none', async () => {
  await expect(person('stranger')).rejects.toThrow('the account is not known in this zone')
})

test('what changes in the directory is in the next token', async () => {
  const tenant = directory.updateTable('directory.tenant').where('id', '=', tenantId)
  await tenant.set({ placement_epoch: 2, home_region: 'eu-central-1' }).execute()
  expect(decodeJwt((await person('planner')).accessToken)).toMatchObject({ 'dt:te': 2, 'dt:hr': 'eu-central-1' })
  await tenant.set({ status: 'suspended' }).execute()
  await expect(person('planner')).rejects.toThrow('the company is suspended')
})
