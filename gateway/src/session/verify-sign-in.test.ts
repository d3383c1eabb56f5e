import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { expect, test } from 'vitest'
import type { AccessClaims } from '../auth/access-claims.ts'
import { createSignInVerifier } from './verify-sign-in.ts'

const issuer = 'https://issuer.eu.example'
const time = 1_800_000_000
const { privateKey, publicKey } = await generateKeyPair('RS256')

const claims: AccessClaims = {
  subject: 'ada',
  kind: 'user',
  clientId: 'web-app',
  tenantId: 't',
  zone: 'eu',
  homeRegion: 'eu-west-1',
  placementEpoch: 1,
  permissionSetId: 'p',
  permissionEpoch: 1,
  expiresAt: (time + 300) * 1_000,
}

function verifierOf(access: AccessClaims) {
  return createSignInVerifier({
    zone: 'eu',
    issuer,
    clientId: async () => 'web-app',
    keys: async () => publicKey,
    verifyAccessToken: async () => access,
    now: () => time * 1_000,
  })
}

async function verify(changes: Readonly<Record<string, unknown>> = {}, access = claims): Promise<AccessClaims> {
  const payload = { iss: issuer, aud: 'web-app', sub: 'ada', nonce: 'n-1', iat: time, exp: time + 300, ...changes }
  const idToken = await new SignJWT(payload).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)
  return verifierOf(access)({ idToken, accessToken: 'a', refreshToken: 'r' }, 'n-1')
}

test('tokens that belong together give the person’s claims', async () => {
  expect(await verify()).toEqual(claims)
})

test.each([
  ['another nonce', { nonce: 'n-2' }],
  ['no nonce', { nonce: undefined }],
  ['another audience', { aud: 'partner' }],
  ['a second audience', { aud: ['web-app', 'partner'] }],
  ['another issuer', { iss: 'https://issuer.us.example' }],
  ['another person', { sub: 'grace' }],
  ['no person', { sub: undefined }],
  ['its time over', { exp: time - 31 }],
  ['its time to come', { nbf: time + 60 }],
])('an ID token with %s is a fault', async (_case, changes) => {
  await expect(verify(changes)).rejects.toMatchObject({ kind: 'internal' })
})

test('an ID token without a signature, or none at all, is a fault', async () => {
  const payload = { iss: issuer, aud: 'web-app', sub: 'ada', nonce: 'n-1', iat: time, exp: time + 300 }
  for (const idToken of [new UnsecuredJWT(payload).encode(), 'x', undefined]) {
    await expect(verifierOf(claims)({ idToken, accessToken: 'a', refreshToken: 'r' }, 'n-1')).rejects.toMatchObject({ kind: 'internal' })
  }
})

test('a client’s own access token is a fault, and a person of another zone is told so', async () => {
  await expect(verify({}, { ...claims, kind: 'client' })).rejects.toMatchObject({ kind: 'internal' })
  await expect(verify({}, { ...claims, zone: 'us' })).rejects.toMatchObject({ kind: 'wrong-zone' })
})
