import { randomBytes, randomUUID } from 'node:crypto'
import { jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { mintInternalToken, verifyInternalToken, type InternalClaims } from './internal-token.ts'

const key = randomBytes(32)
const now = Date.UTC(2026, 10, 24)
const claims: InternalClaims = {
  sub: randomUUID(),
  kind: 'user',
  tenant: randomUUID(),
  zone: 'eu',
  homeRegion: 'eu-west-1',
  region: 'eu-west-1',
  epoch: 1,
  scopes: ['catalog:read'],
  requestId: 'r-1',
  deadline: now + 10_000,
}

test('a token gives back its claims, also under the previous key', () => {
  const token = mintInternalToken(claims, key)
  expect(verifyInternalToken(token, [key], now)).toEqual(claims)
  expect(verifyInternalToken(token, [randomBytes(32), key], now)).toEqual(claims)
})

test('the token is a JWT that another library verifies', async () => {
  const { payload } = await jwtVerify(mintInternalToken(claims, key), key, { algorithms: ['HS256'] })
  expect(payload).toMatchObject({ tenant: claims.tenant, requestId: 'r-1' })
})

const token = mintInternalToken(claims, key)
const [header = '', payload = '', signature = ''] = token.split('.')
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

test.each([
  ['of another key', mintInternalToken(claims, randomBytes(32))],
  ['without a signature', `${header}.${payload}.`],
  ['with algorithm none', `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`],
  ['with changed claims', `${header}.${encode({ ...claims, tenant: randomUUID() })}.${signature}`],
  ['with a part too many', `${token}.x`],
  ['that is past its deadline', mintInternalToken({ ...claims, deadline: now }, key)],
  ['that is empty', ''],
])('a token %s is UNAUTHENTICATED', (_case, bad) => {
  expect(() => verifyInternalToken(bad, [key], now)).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }) }),
  )
})
