import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { getCACertificates, setDefaultCACertificates, type PeerCertificate } from 'node:tls'
import { startTlsCluster, type TlsCluster } from '@hemisphere/local/testing/tls-cluster.ts'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test, vi } from 'vitest'
import { readerEndpoint } from '../src/cluster-endpoint.ts'
import { signIn, verifiedTls } from '../src/database-sign-in.ts'
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
  const host = 'hemisphere-1.abc.eu-central-1.rds.amazonaws.com'
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

describe('a cluster of Aurora', () => {
  const host = 'hemisphere.cluster-abc.eu-central-1.rds.amazonaws.com'
  const reader = 'hemisphere.cluster-ro-abc.eu-central-1.rds.amazonaws.com'
  /** A name server that knows these names, as this machine. */
  const knowing =
    (...names: readonly string[]): LookupFunction =>
    (name, options, callback) => {
      if (names.includes(name)) lookup('127.0.0.1', options, callback)
      else callback(Object.assign(new Error(`no such host: ${name}`), { code: 'ENOTFOUND' }), '')
    }

  test.each([
    ['that follows is reached by its reader endpoint', [reader], [host, reader]],
    ['that is the writer, by its cluster endpoint', [host, reader], [host]],
  ] as const)('%s', async (_, known, asked) => {
    const { port, user, password } = inject('postgres')
    const names: string[] = []
    const lookUp: LookupFunction = (name, options, callback) => {
      names.push(name)
      knowing(...known)(name, options, callback)
    }
    const login = { host, port, dbname: 'postgres', username: user, password }
    const pool = new pg.Pool(await signIn(async () => login, undefined, lookUp))
    onTestFinished(() => pool.end())
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    expect(names).toEqual(asked)
    const signed = await signIn(
      async () => loginAt(host, port),
      async (address) => address.host,
      lookUp,
    )
    expect(await (typeof signed.password === 'function' ? signed.password() : '')).toBe(asked.at(-1))
  })

  test('of which neither name is known is told', async () => {
    const login = { host, port: 5432, dbname: 'postgres', username: 'one', password: 'two' }
    const pool = new pg.Pool(await signIn(async () => login, undefined, knowing()))
    onTestFinished(() => pool.end())
    await expect(pool.query('select')).rejects.toThrow(`no such host: ${reader}`)
  })

  test('shows a certificate of either name, and of no other', () => {
    const check = (subject: string) => verifiedTls(host).checkServerIdentity('', { subject: { CN: subject } } as PeerCertificate)
    expect([check(host), check(reader)]).toEqual([undefined, undefined])
    expect(check('other.cluster-abc.eu-central-1.rds.amazonaws.com')).toBeInstanceOf(Error)
  })
})

test.each(['db.cluster-ro-abc.eu-west-1.rds.amazonaws.com', 'db.cluster-custom-abc.eu-west-1.rds.amazonaws.com', 'localhost'])(
  '%s has no other endpoint',
  (host) => expect(readerEndpoint(host)).toBeUndefined(),
)

test('a login by IAM at a host that is none of RDS is told', async () => {
  const { password } = await signIn(async () => loginAt('database.example', 5432))
  if (typeof password !== 'function') throw new Error('wanted a password that is asked for')
  await expect(async () => password()).rejects.toThrow('got host database.example for a login by IAM')
})
