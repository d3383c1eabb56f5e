import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { createAccessTokenVerifier } from './access-token.ts'

const issuer = 'https://issuer.eu.example'
const nowSeconds = 1_750_000_000
const { privateKey, publicKey } = await generateKeyPair('RS256')

const verify = createAccessTokenVerifier({
  issuer,
  keys: createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'key-1' }] }),
  signInClients: new Set(['web', 'command-line']),
  now: () => nowSeconds * 1_000,
})

const id = '0199aaaa-0000-7000-8000-00000000000f'
const claims = { iss: issuer, sub: 'ada', username: 'ada', client_id: 'web', token_use: 'access', iat: nowSeconds, exp: nowSeconds + 300 }
const placed = { 'dt:v': 1, 'dt:t': id, 'dt:z': 'eu', 'dt:hr': 'eu-west-1', 'dt:te': 1, 'dt:pe': 1, 'dt:p': id }

function sign(change: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return new SignJWT({ ...claims, ...placed, ...change }).setProtectedHeader({ alg: 'RS256', kid: 'key-1' }).sign(privateKey)
}

const refused = { extensions: { code: 'UNAUTHENTICATED' } }

describe('an access token', () => {
  test.each(['web', 'command-line'])('that a person got through the client %s is good', async (clientId) => {
    expect(await verify(await sign({ client_id: clientId }))).toMatchObject({ subject: 'ada', kind: 'user', clientId })
  })

  test('that a person got through another client of the issuer is refused', async () => {
    await expect(verify(await sign({ client_id: 'partner' }))).rejects.toMatchObject(refused)
  })

  test('of a client in its own name is good', async () => {
    const own = { sub: 'partner', client_id: 'partner', username: undefined }
    expect(await verify(await sign(own))).toMatchObject({ subject: 'partner', kind: 'client' })
  })

  test('from the future is refused, but for the difference that clocks may have', async () => {
    const from = (seconds: number) => sign({ iat: nowSeconds + seconds, exp: nowSeconds + seconds + 300 })
    expect(await verify(await from(59))).toMatchObject({ subject: 'ada' })
    await expect(verify(await from(61))).rejects.toMatchObject(refused)
  })

  test('that has expired is refused, but for the difference that clocks may have', async () => {
    const until = (seconds: number) => sign({ iat: nowSeconds - 300, exp: nowSeconds - seconds })
    expect(await verify(await until(59))).toMatchObject({ subject: 'ada' })
    await expect(verify(await until(61))).rejects.toMatchObject(refused)
  })
})
