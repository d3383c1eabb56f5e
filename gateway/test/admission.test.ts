import { randomUUID } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { codeOf, originSecrets, startGatewayWorld, type GatewayWorld } from './gateway-world.ts'
import { startTestIssuer } from './test-issuer.ts'
import type { TestTenant } from './test-directory.ts'

const query = '{ viewer { id } }'

let world: GatewayWorld
let tenant: TestTenant

beforeAll(async () => {
  world = await startGatewayWorld()
})

beforeEach(async () => {
  tenant = await world.directory.addTenant(['catalog:read'])
})

afterAll(() => world[Symbol.asyncDispose]())

async function outcome(token: string | undefined): Promise<readonly unknown[]> {
  const answer = await world.ask({ query, token })
  expect(answer.body.data === undefined).toBe(answer.status !== 200)
  expect(answer.headers.has('www-authenticate')).toBe(answer.status === 401)
  return [answer.status, codeOf(answer)]
}

describe('the edge', () => {
  test.each(originSecrets)('a request with the secret %s is let in', async (secret) => {
    const answer = await world.ask({ query, token: await world.token(tenant), headers: { 'x-origin-verify': secret } })
    expect(answer.status).toBe(200)
  })

  test.each(['', 'guess', `${originSecrets[0]}x`])('a request with %j instead of the secret is FORBIDDEN', async (secret) => {
    const answer = await world.ask({ query, token: await world.token(tenant), headers: { 'x-origin-verify': secret } })
    expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN'])
  })
})

describe('the access token', () => {
  const refused = [401, 'UNAUTHENTICATED']

  test('none is UNAUTHENTICATED', async () => {
    expect(await outcome(undefined)).toEqual(refused)
  })

  test('one without a signature is UNAUTHENTICATED', async () => {
    expect(await outcome(new UnsecuredJWT({ ...world.claims(tenant) }).encode())).toEqual(refused)
  })

  test('one signed with the public key as an HMAC secret is UNAUTHENTICATED', async () => {
    const secret = Buffer.from(JSON.stringify(world.issuer.publicJwk))
    const token = await new SignJWT({ ...world.claims(tenant) }).setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(secret)
    expect(await outcome(token)).toEqual(refused)
  })

  test('one of another algorithm is UNAUTHENTICATED, even with the right key', async () => {
    expect(await outcome(await world.issuer.sign(world.claims(tenant), 'PS256'))).toEqual(refused)
  })

  test('one that another issuer signed under the same key id is UNAUTHENTICATED', async () => {
    await using other = await startTestIssuer(world.issuer.issuer)
    expect(await outcome(await other.sign(world.claims(tenant)))).toEqual(refused)
  })

  test('one with a changed payload is UNAUTHENTICATED', async () => {
    const [head, , signature] = (await world.token(tenant)).split('.')
    const payload = Buffer.from(JSON.stringify(world.claims(tenant, { 'dt:t': randomUUID() }))).toString('base64url')
    expect(await outcome(`${head}.${payload}.${signature}`)).toEqual(refused)
  })

  test.each([
    ['of another issuer', { iss: 'https://issuer.us.example' }],
    ['that is an id token', { token_use: 'id' }],
    ['of another claim version', { 'dt:v': 2 }],
    ['without a tenant', { 'dt:t': undefined }],
    ['whose tenant is no UUID', { 'dt:t': 'nordhem' }],
    ['without an epoch', { 'dt:te': undefined }],
    ['without an expiry', { exp: undefined }],
    ['of neither a person nor a client', { username: undefined }],
    ['that expired 61 s ago', { exp: Math.floor(Date.now() / 1_000) - 61 }],
    ['that is not valid yet', { nbf: Math.floor(Date.now() / 1_000) + 600 }],
    ['that was issued in the future', { iat: Math.floor(Date.now() / 1_000) + 600, exp: Math.floor(Date.now() / 1_000) + 900 }],
  ])('one %s is UNAUTHENTICATED', async (_case, claims) => {
    expect(await outcome(await world.token(tenant, claims))).toEqual(refused)
  })

  test.each([
    ['that expired 55 s ago', { exp: -55 }],
    ['that was issued 55 s ahead', { iat: 55 }],
    ['that is valid in 55 s', { nbf: 55 }],
  ])('one %s, which the edge lets through, is let in', async (_case, offsets) => {
    const nowSeconds = Math.floor(world.now() / 1_000)
    const claims = Object.fromEntries(Object.entries(offsets).map(([name, offset]) => [name, nowSeconds + offset]))
    expect(await outcome(await world.token(tenant, claims))).toEqual([200, undefined])
  })

  test('all faults read alike', async () => {
    const tokens = [await world.token(tenant, { iss: 'https://issuer.us.example' }), await world.token(tenant, { exp: 1 })]
    const answers = await Promise.all(tokens.map((token) => world.ask({ query, token })))
    expect(new Set(answers.map(({ body }) => body.errors?.[0]?.message)).size).toBe(1)
  })

  test('one of a client, which has no username, is let in', async () => {
    expect(await outcome(await world.token(tenant, { sub: 'partner', client_id: 'partner', username: undefined }))).toEqual([
      200,
      undefined,
    ])
  })

  test('one that was let in is refused once it has expired', async () => {
    await using own = await startGatewayWorld()
    const guest = await own.directory.addTenant(['catalog:read'])
    const token = await own.token(guest)
    expect((await own.ask({ query, token })).status).toBe(200)
    own.advance(361_000)
    expect(codeOf(await own.ask({ query, token }))).toBe('UNAUTHENTICATED')
  })
})

describe('zone and placement', () => {
  test('a token of another zone is a RESIDENCY_VIOLATION', async () => {
    expect(await outcome(await world.token(tenant, { 'dt:z': 'us', 'dt:hr': 'us-east-1' }))).toEqual([403, 'RESIDENCY_VIOLATION'])
  })

  test('a token that names another home is TENANT_MOVED', async () => {
    expect(await outcome(await world.token(tenant, { 'dt:hr': 'eu-central-1' }))).toEqual([401, 'TENANT_MOVED'])
  })

  test('a token of an older epoch is TENANT_MOVED', async () => {
    await world.directory.change(tenant.id, { placement_epoch: 2 })
    expect(await outcome(await world.token(tenant))).toEqual([401, 'TENANT_MOVED'])
  })

  test('a tenant that has moved away is TENANT_MOVED', async () => {
    await world.directory.change(tenant.id, { home_region: 'eu-central-1' })
    expect(await outcome(await world.token(tenant))).toEqual([401, 'TENANT_MOVED'])
  })

  test('a token of a later epoch than the one last read is let in at once', async () => {
    expect(await outcome(await world.token(tenant))).toEqual([200, undefined])
    await world.directory.change(tenant.id, { placement_epoch: 2 })
    expect(await outcome(await world.token(tenant, { 'dt:te': 2 }))).toEqual([200, undefined])
  })

  test('a token of a later epoch than the directory at hand is REGION_UNAVAILABLE: a fresh token would not help', async () => {
    const claims = { 'dt:te': 2, 'dt:hr': 'eu-central-1' }
    const answer = await world.ask({ query, token: await world.token(tenant, claims) })
    expect([answer.status, codeOf(answer), answer.headers.get('retry-after')]).toEqual([503, 'REGION_UNAVAILABLE', '1'])
    expect(answer.body.errors?.[0]?.extensions['retryable']).toBe(true)
  })

  test('an unknown tenant is FORBIDDEN', async () => {
    expect(await outcome(await world.token({ ...tenant, id: randomUUID() }))).toEqual([403, 'FORBIDDEN'])
  })

  test('a suspended tenant is FORBIDDEN', async () => {
    await world.directory.change(tenant.id, { status: 'suspended' })
    expect(await outcome(await world.token(tenant))).toEqual([403, 'FORBIDDEN'])
  })
})

describe('the permission set', () => {
  test('one whose epoch has moved on is UNAUTHENTICATED', async () => {
    await world.directory.changePermissions(tenant.permissionSetId, ['catalog:read'], 2)
    expect(await outcome(await world.token(tenant))).toEqual([401, 'UNAUTHENTICATED'])
  })

  test('one of another tenant is UNAUTHENTICATED', async () => {
    const other = await world.directory.addTenant(['cost:read'])
    expect(await outcome(await world.token({ ...tenant, permissionSetId: other.permissionSetId }))).toEqual([401, 'UNAUTHENTICATED'])
  })

  test('one that is fresher than the directory at hand is REGION_UNAVAILABLE, to be asked again', async () => {
    expect(await outcome(await world.token(tenant, { 'dt:pe': 2 }))).toEqual([503, 'REGION_UNAVAILABLE'])
  })
})

describe('what the gateway depends on', () => {
  test('a directory that fails is bridged for a minute, then REGION_UNAVAILABLE', async () => {
    await using own = await startGatewayWorld()
    const known = await own.directory.addTenant(['catalog:read'])
    const unknown = await own.directory.addTenant(['catalog:read'])
    const ask = async (who: TestTenant) => own.ask({ query, token: await own.token(who) })
    expect((await ask(known)).status).toBe(200)
    await own.directory.setBroken(true)
    own.advance(50_000)
    expect((await ask(known)).status).toBe(200)
    const refused = await ask(unknown)
    expect([refused.status, codeOf(refused), refused.headers.get('retry-after')]).toEqual([503, 'REGION_UNAVAILABLE', '5'])
    expect(refused.text).not.toMatch(/permission denied|tenant_|select/)
    own.advance(11_000)
    expect(codeOf(await ask(known))).toBe('REGION_UNAVAILABLE')
    await own.directory.setBroken(false)
    expect((await ask(known)).status).toBe(200)
  })

  test('a token of a key that the issuer has just begun to use is let in', async () => {
    await using own = await startGatewayWorld()
    const guest = await own.directory.addTenant(['catalog:read'])
    expect((await own.ask({ query, token: await own.token(guest) })).status).toBe(200)
    await own.issuer.rotate()
    const token = await own.token(guest)
    await expect.poll(async () => (await own.ask({ query, token })).status, { timeout: 5_000, interval: 200 }).toBe(200)
  })

  test('without the issuer a token that is known still passes, any other is REGION_UNAVAILABLE', async () => {
    await using own = await startGatewayWorld()
    const guest = await own.directory.addTenant(['catalog:read'])
    own.issuer.fail()
    const token = await own.token(guest)
    const refused = await own.ask({ query, token })
    expect([refused.status, codeOf(refused), refused.headers.get('retry-after')]).toEqual([503, 'REGION_UNAVAILABLE', '5'])
    own.issuer.recover()
    expect((await own.ask({ query, token })).status).toBe(200)
    own.issuer.fail()
    expect((await own.ask({ query, token })).status).toBe(200)
  })
})
