import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates, TLSSocket } from 'node:tls'
import { openSecretStore, type SecretStore } from '@hemisphere/local/secrets/secret-store.ts'
import { startSecretsServer } from '@hemisphere/local/secrets/secrets-server.ts'
import { makeCertificate } from '@hemisphere/local/testing/test-certificate.ts'
import { startTlsCluster, type TlsCluster } from '@hemisphere/local/testing/tls-cluster.ts'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { migrate } from '../src/migrate.ts'

const region = 'eu-west-1'
const administrator = { username: 'stack_admin', password: 'of-the-stack' }
const trusted = getCACertificates('default')
const made = new AsyncDisposableStack()
let server: TlsCluster
let store: SecretStore
let secretsUrl: string
let printed: string[] = []

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  made.defer(() => void vi.unstubAllEnvs())
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-migrate-'))
  made.defer(() => rm(folder, { recursive: true }))
  store = await openSecretStore(join(folder, 'secrets.json'), Date.now)
  secretsUrl = made.use(await startSecretsServer(store, 0)).url
  server = made.use(await startTlsCluster())
  setDefaultCACertificates([...trusted, server.certificate])
  made.defer(() => setDefaultCACertificates(trusted))
  // As in Aurora: no superuser, but one who may create roles, owns the databases, and may grant the role of those whom IAM lets in.
  await query('postgres', `create role stack_admin login createrole createdb password 'of-the-stack'`)
  await query('postgres', 'create role rds_iam; grant rds_iam to stack_admin with admin option, inherit false, set false')
  for (const name of ['hemisphere', 'directory']) await query('postgres', `create database ${name} owner stack_admin`)
  await store.putAll(region, {
    'hemisphere/database/home-eu-west-1/admin': JSON.stringify({ ...administrator, dbname: 'hemisphere' }),
    'hemisphere/database/directory-eu/admin': JSON.stringify({ ...administrator, dbname: 'directory' }),
  })
})

afterAll(() => made.disposeAsync())

beforeEach(() => {
  printed = []
})

async function query(database: string, text: string): Promise<readonly object[]> {
  const client = new pg.Client({ host: '127.0.0.1', port: server.port, ...server.admin, database })
  await client.connect()
  try {
    return (await client.query<object>(text)).rows
  } finally {
    await client.end()
  }
}

const environmentOf = (database: string, phase: string) => ({
  HEMISPHERE_REGION: region,
  SECRETS_ENDPOINT: secretsUrl,
  DATABASE: database,
  DATABASE_HOST: 'localhost',
  DATABASE_PORT: String(server.port),
  MIGRATION_PHASE: phase,
})

const run = (database: string, phase = 'expand', more: Readonly<Record<string, string>> = {}) =>
  migrate({ environment: { ...environmentOf(database, phase), ...more }, print: (line) => void printed.push(line) })

test('an empty home gets its roles and all schemas from an administrator who is no superuser, and a repeat finds nothing', async () => {
  const applied = await run('home-eu-west-1')
  expect([...new Set(applied.map(({ schema }) => schema))]).toEqual(['ops', 'catalog', 'store', 'forecasting'])
  expect(printed).toEqual([
    'home-eu-west-1: roles and schemas are there (ops, catalog, store, forecasting)',
    ...applied.map(({ schema, name }) => `home-eu-west-1: ${schema} ${name}`),
  ])
  const owners = `select distinct schemaname, tableowner from pg_tables where schemaname in ('catalog', 'ops', 'forecasting_jobs') order by 1`
  expect(await query('hemisphere', owners)).toEqual([
    { schemaname: 'catalog', tableowner: 'catalog_owner' },
    { schemaname: 'forecasting_jobs', tableowner: 'forecasting_owner' },
    { schemaname: 'ops', tableowner: 'ops_owner' },
  ])
  expect(await query('hemisphere', 'select region, epoch from ops.writer')).toEqual([{ region: 'eu-west-1', epoch: 1 }])
  expect(await run('home-eu-west-1')).toEqual([])
  expect(printed.at(-1)).toBe('home-eu-west-1: nothing is pending in phase expand')
})

test('a directory gets its schema and the first writers of its zone’s homes alone', async () => {
  const applied = await run('directory-eu')
  expect([...new Set(applied.map(({ schema }) => schema))]).toEqual(['ops', 'directory'])
  expect(await query('directory', 'select home_region from ops.home_writer order by 1')).toEqual([
    { home_region: 'eu-central-1' },
    { home_region: 'eu-west-1' },
  ])
})

test('roles have no password and no privilege, are let in by IAM, and no other role may connect', async () => {
  await run('home-eu-west-1')
  const roles = await query(
    'hemisphere',
    `select rolname, rolpassword is null as no_password, pg_has_role(oid, 'rds_iam', 'usage') as by_iam,
       rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls as privileged
     from pg_authid where rolname ~ '^(ops|catalog|store|forecasting|gateway)_' order by 1`,
  )
  const names = ['catalog_owner', 'catalog_service', 'forecasting_owner', 'forecasting_service', 'gateway_reader']
  expect(roles).toEqual(
    [...names, 'ops_keeper', 'ops_owner', 'store_owner', 'store_service'].map((rolname) => ({
      rolname,
      no_password: true,
      by_iam: true,
      privileged: false,
    })),
  )
  const others = `select has_database_privilege('pg_monitor', 'hemisphere', 'connect') as others`
  expect(await query('hemisphere', others)).toEqual([{ others: false }])
})

test('a role that was given a privilege meanwhile is told, not used', async () => {
  await run('home-eu-west-1')
  await query('postgres', 'alter role catalog_service bypassrls')
  onTestFinished(async () => void (await query('postgres', 'alter role catalog_service nobypassrls')))
  await expect(run('home-eu-west-1')).rejects.toThrow('role catalog_service has privileges that it must not have')
})

test('contracting touches no roles, and finds nothing where no migration contracts', async () => {
  await run('home-eu-west-1')
  printed = []
  expect(await run('home-eu-west-1', 'contract')).toEqual([])
  expect(printed).toEqual(['home-eu-west-1: nothing is pending in phase contract'])
})

test('every fault of the configuration is told at once', async () => {
  const fault = migrate({ environment: { DATABASE: 'x', MIGRATION_PHASE: 'both' }, print: () => undefined })
  await expect(fault).rejects.toThrow(/HEMISPHERE_REGION[^]*DATABASE[^]*DATABASE_HOST[^]*MIGRATION_PHASE/)
})

test('a database that no plan has, a login of another database, and a secret that is no login are told', async () => {
  await expect(run('home-sa-east-1')).rejects.toThrow('got database home-sa-east-1, wanted one of home-eu-west-1,')
  await store.put(region, 'hemisphere/database/home-eu-central-1/admin', JSON.stringify({ ...administrator, dbname: 'directory' }))
  await expect(run('home-eu-central-1')).rejects.toThrow(`login is for database "directory", wanted "hemisphere" of home-eu-central-1`)
  await store.put(region, 'hemisphere/database/directory-us/admin', 'hunter2')
  await expect(run('directory-us')).rejects.toThrow("secret hemisphere/database/directory-us/admin is no administrator's login")
})

test('neither a server of another name nor a wrong password is got around', async () => {
  await expect(run('home-eu-west-1', 'expand', { DATABASE_HOST: '127.0.0.1' })).rejects.toThrow("does not match certificate's altnames")
  const id = 'hemisphere/database/home-us-east-1/admin'
  await store.put(region, id, JSON.stringify({ ...administrator, password: 'another', dbname: 'hemisphere' }))
  await expect(run('home-us-east-1')).rejects.toThrow('password authentication failed for user "stack_admin"')
})

test('an administrator whose password the server refuses for IAM signs in with a token', async () => {
  await using refusing = await startRefusingServer()
  const signToken = vi.fn<() => Promise<string>>(async () => 'a-token')
  const environment = { ...environmentOf('home-eu-west-1', 'expand'), DATABASE_PORT: String(refusing.port) }
  const outcome = migrate({ environment, print: () => undefined, signToken })
  await expect(outcome).rejects.toThrow('PAM authentication failed')
  expect(signToken).toHaveBeenCalledOnce()
  expect(refusing.passwords).toEqual(['of-the-stack', 'a-token'])
})

/** PostgreSQL's protocol up to the password, which it refuses as Aurora does a member of rds_iam. */
async function startRefusingServer(): Promise<AsyncDisposable & { readonly port: number; readonly passwords: readonly string[] }> {
  const certificate = await makeCertificate('localhost')
  setDefaultCACertificates([...trusted, server.certificate, certificate.cert])
  const passwords: string[] = []
  const message = (type: string, body: Buffer): Buffer => {
    const length = Buffer.alloc(4)
    length.writeInt32BE(body.length + 4)
    return Buffer.concat([Buffer.from(type), length, body])
  }
  const refusal = Buffer.from('SFATAL\0VFATAL\0C28000\0MPAM authentication failed for user "stack_admin"\0\0')
  const listener = createServer((socket) => {
    socket.once('data', () => {
      socket.write('S')
      const secure = new TLSSocket(socket, { isServer: true, ...certificate })
      secure.on('error', () => undefined)
      secure.once('data', () => {
        secure.write(message('R', Buffer.from([0, 0, 0, 3])))
        secure.once('data', (bytes) => {
          passwords.push(bytes.subarray(5, -1).toString())
          secure.end(message('E', refusal))
        })
      })
    })
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    passwords,
    async [Symbol.asyncDispose]() {
      listener.close()
      await once(listener, 'close')
      setDefaultCACertificates([...trusted, server.certificate])
    },
  }
}
