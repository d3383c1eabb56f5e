import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify, type JWTVerifyResult } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startIssuer, type Answering, type RunningIssuer } from './issuer.ts'
import { clientCredentials, signIn } from './sign-in.ts'
import { startFakeEdge } from './testing/fake-edge.ts'
import { tenantTrigger, writeTriggerBundle } from './testing/trigger-bundle.ts'
import { createWebApplication, testWebClient } from './testing/web-application.ts'
import { openUserPool } from './user-pool.ts'

const person = { email: 'planner@nordhem.example', password: 'correct horse battery staple' }
const partner = { name: 'partner@nordhem', secret: 'a-secret-of-the-partner' }
let folder: string
let running: AsyncDisposableStack
let issuer: RunningIssuer
let edgeUrl: string

beforeEach(async () => {
  running = new AsyncDisposableStack()
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-keys-'))
  running.defer(() => rm(folder, { recursive: true }))
  const pool = await openUserPool(folder)
  await pool.ensureUser(person)
  await pool.ensureClient(partner)
  const trigger = running.use(await writeTriggerBundle(tenantTrigger('eu-west-1')))
  const options = { zone: 'eu', region: 'eu-west-1', port: 0, pool, triggerBundle: trigger.path, secretsEndpoint: 'http://127.0.0.1:1' }
  issuer = running.use(await startIssuer({ ...options, webClient: testWebClient }))
  edgeUrl = running.use(await startFakeEdge(issuer.issuer)).url
})

afterEach(() => running.disposeAsync())

const newToken = async (): Promise<string> =>
  (await clientCredentials({ edgeUrl, client: partner.name, secret: partner.secret })).accessToken
const kidOf = (token: string): string | undefined => decodeProtectedHeader(token).kid

async function verify(token: string): Promise<JWTVerifyResult> {
  const keys = await (await fetch(issuer.jwksUri)).json()
  // jose checks the form of a key set itself.
  return jwtVerify(token, createLocalJWKSet(keys as Parameters<typeof createLocalJWKSet>[0]), { issuer: issuer.issuer })
}

test('after a rotation a new key signs, and tokens of the old one are still good', async () => {
  const before = await newToken()
  await issuer.rotateSigningKey()
  const after = await newToken()
  expect(kidOf(after)).not.toBe(kidOf(before))
  expect(issuer.publicKeys.map(({ kid }) => kid)).toEqual([kidOf(after), kidOf(before)])
  for (const token of [before, after]) expect(await verify(token)).toHaveProperty('payload')
})

test('once old keys are retired their tokens are good no more', async () => {
  const before = await newToken()
  await issuer.rotateSigningKey()
  await issuer.retireOldKeys()
  await expect(verify(before)).rejects.toThrow(errors.JWKSNoMatchingKey)
  expect(await verify(await newToken())).toHaveProperty('payload')
})

test('a rotation outlives the process, keeps no private part of the old key, and publishes none', async () => {
  await issuer.rotateSigningKey()
  expect((await openUserPool(folder)).publicKeys).toEqual(issuer.publicKeys)
  const { previousKeys } = JSON.parse(await readFile(join(folder, 'user-pool.json'), 'utf8'))
  const published = [...previousKeys, ...JSON.parse(await (await fetch(issuer.jwksUri)).text()).keys]
  expect(published).toHaveLength(3)
  for (const key of published) expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
})

test('a sign-in under way and a refresh token go on over a rotation', async () => {
  const application = createWebApplication(issuer.issuer)
  const { body } = await application.signIn(person)
  const code = (await application.authorize(person)).searchParams.get('code') ?? ''
  await issuer.rotateSigningKey()
  const answers = [await application.exchange(code), await application.refresh(body.refresh_token ?? '')]
  for (const { status, body } of answers) {
    expect([status, kidOf(body.access_token ?? '')]).toEqual([200, issuer.publicKeys[0]?.kid])
  }
  expect(await signIn({ edgeUrl, ...person })).toHaveProperty('accessToken')
})

test('an address that is down answers nothing but 503, or nothing at all, until it is up again', async () => {
  const ask = async (answering: Answering): Promise<number | string> => {
    issuer.setAnswering(answering)
    try {
      return (await fetch(issuer.jwksUri, { signal: AbortSignal.timeout(200) })).status
    } catch (error) {
      return error instanceof Error ? error.name : 'unknown'
    }
  }
  expect([await ask('unavailable'), await ask('never'), await ask('normally')]).toEqual([503, 'TimeoutError', 200])
})
