import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSecretStore, type SecretStore } from './secret-store.ts'
import { startSecretsServer, type SecretsServer } from './secrets-server.ts'

const now = () => Date.UTC(2026, 0, 1)
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
let folder: string
let store: SecretStore
let server: SecretsServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-secrets-'))
  store = await openSecretStore(join(folder, 'secrets.json'), now)
  server = await startSecretsServer(store, 0)
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

async function ask(region: string, SecretId: string, VersionStage?: string) {
  const client = new SecretsManagerClient({ region, endpoint: server.url, credentials })
  try {
    return await client.send(new GetSecretValueCommand({ SecretId, ...(VersionStage === undefined ? {} : { VersionStage }) }))
  } finally {
    client.destroy()
  }
}

test('the AWS SDK reads a secret of its own region', async () => {
  await store.put('eu-west-1', 'hemisphere/a', 'one')
  const answer = await ask('eu-west-1', 'hemisphere/a')
  expect(answer.SecretString).toBe('one')
  expect(answer.CreatedDate).toEqual(new Date(now()))
})

test('a secret of another region is not found', async () => {
  await store.put('eu-west-1', 'hemisphere/b', 'one')
  await expect(ask('us-east-1', 'hemisphere/b')).rejects.toThrow(ResourceNotFoundException)
})

test('after a rotation the previous value stays readable by its label', async () => {
  await store.put('eu-west-1', 'hemisphere/c', 'one')
  await expect(ask('eu-west-1', 'hemisphere/c', 'AWSPREVIOUS')).rejects.toThrow(ResourceNotFoundException)
  await store.put('eu-west-1', 'hemisphere/c', 'two')
  expect((await ask('eu-west-1', 'hemisphere/c')).SecretString).toBe('two')
  expect((await ask('eu-west-1', 'hemisphere/c', 'AWSPREVIOUS')).SecretString).toBe('one')
})

test('an unsigned request is refused', async () => {
  await store.put('eu-west-1', 'hemisphere/d', 'one')
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'secretsmanager.GetSecretValue', 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ SecretId: 'hemisphere/d' }),
  })
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('MissingAuthenticationTokenException')
})

test('the file is for its owner alone and brings the secrets back', async () => {
  const file = join(folder, 'kept.json')
  const first = await openSecretStore(file, now)
  await Promise.all([first.put('eu-west-1', 'hemisphere/e', 'one'), first.put('us-east-1', 'hemisphere/e', 'other')])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(JSON.parse(await readFile(file, 'utf8'))).toHaveProperty(['us-east-1', 'hemisphere/e', 'current', 'value'], 'other')
  expect((await openSecretStore(file, now)).get('eu-west-1', 'hemisphere/e')).toBe('one')
})
