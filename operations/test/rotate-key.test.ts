import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { startLambda } from '@hemisphere/local/issuer/lambda.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildRotateKey } from '../src/rotate-key/build.ts'
import { rotateKey, type RotationEvent } from '../src/rotate-key/rotate-key.ts'
import { secretId, startSecretsManager, type SecretsManager } from './secrets-manager.ts'

const before = Buffer.alloc(32, 1).toString('base64url')
const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
let manager: SecretsManager
let client: SecretsManagerClient

beforeEach(async () => {
  manager = await startSecretsManager(before)
  client = new SecretsManagerClient({ region: 'eu-west-1', endpoint: manager.url, credentials })
})

afterEach(async () => {
  client.destroy()
  await manager[Symbol.asyncDispose]()
})

const run = (Step: RotationEvent['Step'], version: string): Promise<void> =>
  rotateKey({ client, randomBytes }, { Step, SecretId: secretId, ClientRequestToken: version })

test('a rotation makes a random key of 32 bytes the current one, and keeps the one before as the previous', async () => {
  const version = manager.beginRotation()
  for (const step of steps) await run(step, version)
  const { AWSCURRENT: key = '', AWSPREVIOUS: previous } = manager.labelled()
  expect(previous).toBe(before)
  expect(Buffer.from(key, 'base64url')).toHaveLength(32)
  expect(key).not.toBe(before)
})

test('each step that comes again changes nothing', async () => {
  const version = manager.beginRotation()
  for (const step of steps) {
    await run(step, version)
    const [known, changed] = [manager.labelled(), manager.changes.length]
    await run(step, version)
    expect([step, manager.labelled(), manager.changes.length]).toEqual([step, known, changed])
  }
  for (const step of steps) await run(step, version)
  expect(manager.changes).toEqual(['PutSecretValue', 'UpdateSecretVersionStage'])
})

test('two rotations leave the last two keys', async () => {
  const keys: (string | undefined)[] = []
  for (const version of [manager.beginRotation(), undefined]) {
    const pending = version ?? manager.beginRotation()
    for (const step of steps) await run(step, pending)
    keys.push(manager.labelled()['AWSCURRENT'])
  }
  expect(manager.labelled()).toMatchObject({ AWSCURRENT: keys[1], AWSPREVIOUS: keys[0] })
})

test('a version that is not pending, and a secret whose rotation is off, are refused', async () => {
  await expect(run('createSecret', 'a-version-that-nobody-has-begun-yet')).rejects.toThrow('is not pending')
  const version = manager.beginRotation()
  manager.disableRotation()
  await expect(run('createSecret', version)).rejects.toThrow(`rotation of ${secretId} is not enabled`)
  expect(manager.labelled()).toMatchObject({ AWSCURRENT: before })
})

test.each(['', 'short', Buffer.alloc(31).toString('base64url'), Buffer.alloc(32).toString('base64')])(
  'a pending value that is no key never becomes the current one: "%s"',
  async (SecretString) => {
    const version = manager.beginRotation()
    const put = { SecretId: secretId, ClientRequestToken: version, SecretString, VersionStages: ['AWSPENDING'] }
    await client.send(new PutSecretValueCommand(put))
    await run('createSecret', version)
    await expect(run('testSecret', version)).rejects.toThrow('holds no key of 32 bytes')
    await expect(run('finishSecret', version)).rejects.toThrow('holds no key of 32 bytes')
    expect(manager.labelled()).toMatchObject({ AWSCURRENT: before, AWSPENDING: SecretString })
  },
)

test('the bundle is one file, and rotates with nothing but its environment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-rotate-'))
  const bundle = join(folder, 'index.mjs')
  try {
    await buildRotateKey({ outFile: bundle })
    expect(await readdir(folder)).toEqual(['index.mjs'])
    const environment = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', SECRETS_ENDPOINT: manager.url }
    await using lambda = startLambda({ bundle, timeoutMs: 10_000, environment })
    const version = manager.beginRotation()
    for (const Step of steps) await lambda.invoke({ Step, SecretId: secretId, ClientRequestToken: version })
    expect(manager.labelled()).toMatchObject({ AWSPREVIOUS: before, AWSCURRENT: expect.not.stringMatching(before) })
    await expect(lambda.invoke({ Step: 'another' })).rejects.toThrow('Step')
  } finally {
    await rm(folder, { recursive: true })
  }
})
