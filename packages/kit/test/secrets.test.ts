import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { createSecretReader, readDatabaseSecret, readKeys, SecretNotFoundError } from '../src/secrets.ts'

const requestSchema = z.object({ SecretId: z.string(), VersionStage: z.string() })

let server: Server
let endpoint: string
let calls: string[] = []
let versions = new Map<string, string>()
let isDown = false
let createdAt = 0

/** Answers GetSecretValue as Secrets Manager does (JSON 1.1). */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { SecretId, VersionStage } = requestSchema.parse(await json(request))
  const key = `${VersionStage} ${SecretId}`
  calls.push(key)
  const text = versions.get(key)
  const missing = { __type: isDown ? 'AccessDeniedException' : 'ResourceNotFoundException' }
  response.writeHead(isDown || text === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' })
  response.end(JSON.stringify(isDown || text === undefined ? missing : { SecretString: text, CreatedDate: createdAt / 1_000 }))
}

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  endpoint = `http://127.0.0.1:${address.port}`
})

afterAll(async () => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

beforeEach(() => {
  calls = []
  isDown = false
  createdAt = 0
  versions = new Map([['AWSCURRENT key', 'one']])
})

test('a value is asked for once while it is fresh, whether it has a previous version or not', async () => {
  using secrets = createSecretReader({ region: 'eu-west-1', endpoint })
  expect(await Promise.all([secrets.readVersions('key'), secrets.readVersions('key')])).toEqual([['one'], ['one']])
  expect(await secrets.readVersions('key')).toEqual(['one'])
  expect(calls.toSorted()).toEqual(['AWSCURRENT key', 'AWSPREVIOUS key'])
})

test('a rotation is seen when the value is too old, and both versions serve', async () => {
  let now = 0
  using secrets = createSecretReader({ region: 'eu-west-1', endpoint, maxAgeMs: 1_000, now: () => now })
  await secrets.readVersions('key')
  versions = new Map([
    ['AWSCURRENT key', 'two'],
    ['AWSPREVIOUS key', 'one'],
  ])
  now = 999
  expect(await secrets.readVersions('key')).toEqual(['one'])
  now = 1_000
  expect(await secrets.readVersions('key')).toEqual(['two', 'one'])
})

test('a new key signs when every other reader must have seen it, and verifies from the first', async () => {
  let now = 1_000_000
  const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  using secrets = createSecretReader({ region: 'eu-west-1', endpoint, maxAgeMs: 1_000, now: () => now })
  createdAt = now
  versions = new Map([['AWSCURRENT key', one.toString('base64url')]])
  expect(await readKeys(secrets, 'key')).toEqual([one])
  versions = new Map([
    ['AWSCURRENT key', two.toString('base64url')],
    ['AWSPREVIOUS key', one.toString('base64url')],
  ])
  createdAt = 1_001_000
  now = 1_002_999
  expect(await readKeys(secrets, 'key')).toEqual([one, two])
  now = 1_003_000
  expect(await readKeys(secrets, 'key')).toEqual([two, one])
})

test('while Secrets Manager does not answer the known value serves, and is asked for again', async () => {
  let now = 0
  using secrets = createSecretReader({ region: 'eu-west-1', endpoint, maxAgeMs: 1_000, now: () => now })
  await secrets.read('key')
  isDown = true
  now = 2_000
  expect(await secrets.read('key')).toBe('one')
  isDown = false
  versions.set('AWSCURRENT key', 'two')
  expect(await secrets.read('key')).toBe('two')
})

test('a secret that appears later is seen at once, and one that was taken away serves no longer', async () => {
  let now = 0
  using secrets = createSecretReader({ region: 'eu-west-1', endpoint, maxAgeMs: 1_000, now: () => now })
  await expect(secrets.read('late')).rejects.toThrow(SecretNotFoundError)
  versions.set('AWSCURRENT late', 'here')
  expect(await secrets.read('late')).toBe('here')
  versions.delete('AWSCURRENT late')
  now = 1_000
  await expect(secrets.read('late')).rejects.toThrow(SecretNotFoundError)
})

test('a secret that is not there, and one that is no login, are told without a value', async () => {
  using secrets = createSecretReader({ region: 'eu-west-1', endpoint })
  await expect(secrets.read('other')).rejects.toThrow('there is no secret other in eu-west-1')
  versions.set('AWSCURRENT login', '{"host":"h","password":"hunter2"}')
  await expect(readDatabaseSecret(secrets, 'login')).rejects.toThrow(/secret login is not a database login/)
  await expect(readDatabaseSecret(secrets, 'login')).rejects.not.toThrow(/hunter2/)
})

test.each([
  ['neither', {}],
  ['both', { password: 'hunter2', authentication: 'iam' }],
])('a login with %s of password and IAM is told', async (got, more) => {
  using secrets = createSecretReader({ region: 'eu-west-1', endpoint })
  versions.set('AWSCURRENT login', JSON.stringify({ host: 'h', port: 5432, dbname: 'd', username: 'u', ...more }))
  const fault = readDatabaseSecret(secrets, 'login')
  await expect(fault).rejects.toThrow(`secret login is not a database login: ✖ got ${got} of a password and "authentication": "iam"`)
  await expect(fault).rejects.not.toThrow(/hunter2/)
})

test.each([5432, '5432'])('a login’s port is a number, be it written as %o', async (port) => {
  using secrets = createSecretReader({ region: 'eu-west-1', endpoint })
  versions.set('AWSCURRENT login', JSON.stringify({ host: 'h', port, dbname: 'd', username: 'u', authentication: 'iam' }))
  expect(await readDatabaseSecret(secrets, 'login')).toEqual({ host: 'h', port: 5432, dbname: 'd', username: 'u', authentication: 'iam' })
})

test.each(['x', '', '70000', '1.5', null])('a port of %o is told', async (port) => {
  using secrets = createSecretReader({ region: 'eu-west-1', endpoint })
  versions.set('AWSCURRENT login', JSON.stringify({ host: 'h', port, dbname: 'd', username: 'u', authentication: 'iam' }))
  await expect(readDatabaseSecret(secrets, 'login')).rejects.toThrow(/not a database login[^]*port/)
})

test('a secret that is no JSON is told without its text', async () => {
  using secrets = createSecretReader({ region: 'eu-west-1', endpoint })
  versions.set('AWSCURRENT login', 'hunter2')
  const fault = readDatabaseSecret(secrets, 'login')
  await expect(fault).rejects.toThrow('secret login is not a database login')
  await expect(fault).rejects.not.toThrow(/hunter2/)
})
