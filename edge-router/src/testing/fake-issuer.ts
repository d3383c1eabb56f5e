import { KeyObject, sign } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose'

export interface FakeIssuer {
  readonly issuer: string
  readonly kid: string
  readonly publicKey: JWK
  /** An access token as the zone's issuer makes it; claims of undefined are left out. */
  sign(claims?: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, string>>): Promise<string>
  /** The same by RS256, whatever the header says of it. */
  signAs(header: object): Promise<string>
}

/** An issuer with a key of its own; its tokens are valid from `now` on for five minutes. */
export async function createFakeIssuer({ issuer, kid, now }: { issuer: string; kid: string; now: () => number }): Promise<FakeIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const signer: FakeIssuer = {
    issuer,
    kid,
    publicKey: await exportJWK(publicKey),
    async sign(claims = {}, header = {}) {
      const iat = Math.floor(now() / 1_000)
      const payload = {
        iss: issuer,
        sub: 'a-person',
        token_use: 'access',
        version: 2,
        client_id: 'web',
        iat,
        exp: iat + 300,
        ...tenantClaims,
        ...claims,
      }
      return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid, ...header }).sign(privateKey)
    },
    async signAs(header) {
      const [, payload = ''] = (await signer.sign()).split('.')
      const text = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}`
      return `${text}.${sign('sha256', Buffer.from(text), KeyObject.from(privateKey)).toString('base64url')}`
    },
  }
  return signer
}

/** Claims of a tenant whose home is eu-west-1. */
export const tenantClaims = {
  'dt:v': 1,
  'dt:t': '0199aaaa-0000-7000-8000-000000000001',
  'dt:z': 'eu',
  'dt:hr': 'eu-west-1',
  'dt:te': 1,
  'dt:pe': 1,
  'dt:p': '0199aaaa-0000-7000-8000-000000000002',
} as const
