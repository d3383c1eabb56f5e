import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { startTlsCluster, type TlsCluster } from '@hemisphere/local/testing/tls-cluster.ts'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, inject, onTestFinished, test, vi } from 'vitest'
import { signIn } from '../src/database-sign-in.ts'
import { createPool } from '../src/database.ts'
import type { DatabaseSecret } from '../src/secrets.ts'

const trusted = getCACertificates('default')
let server: TlsCluster
let tokens: string[] = []

beforeAll(async () => {
  server = await startTlsCluster()
})

afterAll(() => server[Symbol.asyncDispose]())

beforeEach(() => {
  tokens = []
  setDefaultCACertificates([...trusted, server.certificate])
  onTestFinished(() => setDefaultCACertificates(trusted))
})

function loginAt(host: string, port: number): DatabaseSecret {
  return { host, port, dbname: 'postgres', username: server.admin.user, authentication: 'iam' }
}

/** A pool that is let in by tokens, which are noted as they are made. */
async function poolOn(login: DatabaseSecret): Promise<pg.Pool> {
  const signToken = async ({ host, username }: Pick<DatabaseSecret, 'host' | 'username'>): Promise<string> => {
    tokens.push(`${username}@${host}`)
    return server.admin.password
  }
  const pool = await createPool({ login: async () => login, service: 'test', signToken, connectionTimeoutMs: 5_000 })
  onTestFinished(() => pool.end())
  return pool
}

test('by IAM each connection has TLS and a token of its own, and keeps both', async () => {
  const pool = await poolOn(loginAt('localhost', server.port))
  const isEncrypted = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'
  const [one, two] = [await pool.connect(), await pool.connect()]
  expect([(await one.query(isEncrypted)).rows, (await two.query(isEncrypted)).rows]).toEqual([[{ ssl: true }], [{ ssl: true }]])
  expect(tokens).toEqual(Array.from({ length: 2 }, () => `${server.admin.user}@localhost`))
  one.release()
  two.release()
  await pool.query('select')
  expect(tokens).toHaveLength(2)
})

test('a server whose certificate has another name gets no token', async () => {
  const pool = await poolOn(loginAt('127.0.0.1', server.port))
  await expect(pool.query('select')).rejects.toThrow(/does not match certificate's altnames.*127\.0\.0\.1/)
  expect(tokens).toEqual([])
})

test('a server whose authority is not trusted gets no token, whatever the environment says', async () => {
  setDefaultCACertificates(trusted)
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  onTestFinished(() => void vi.unstubAllEnvs())
  const pool = await poolOn(loginAt('localhost', server.port))
  await expect(pool.query('select')).rejects.toThrow('self-signed certificate')
  expect(tokens).toEqual([])
})

test('a server without TLS gets no token', async () => {
  const pool = await poolOn(loginAt('localhost', inject('postgres').port))
  await expect(pool.query('select')).rejects.toThrow('The server does not support SSL connections')
  expect(tokens).toEqual([])
})

test('a login with a password asks for no token', async () => {
  const { port, user, password } = inject('postgres')
  const pool = await poolOn({ host: '127.0.0.1', port, dbname: 'postgres', username: user, password })
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  expect(tokens).toEqual([])
})

test('the token of RDS is signed for the server’s own region and for fifteen minutes', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-a-secret')
  onTestFinished(() => void vi.unstubAllEnvs())
  const host = 'hemisphere.cluster-abc.eu-central-1.rds.amazonaws.com'
  const { password } = await signIn(async () => ({ ...loginAt(host, 5432), username: 'store_service' }))
  const token = new URL(`https://${typeof password === 'function' ? await password() : ''}`)
  expect(token.host).toBe(`${host}:5432`)
  expect(Object.fromEntries(token.searchParams)).toMatchObject({
    Action: 'connect',
    DBUser: 'store_service',
    'X-Amz-Credential': expect.stringMatching(/^AKIAEXAMPLE\/\d{8}\/eu-central-1\/rds-db\/aws4_request$/),
    'X-Amz-Expires': '900',
  })
})

test('a login by IAM at a host that is none of RDS is told', async () => {
  const { password } = await signIn(async () => loginAt('database.example', 5432))
  if (typeof password !== 'function') throw new Error('wanted a password that is asked for')
  await expect(async () => password()).rejects.toThrow('got host database.example for a login by IAM')
})
