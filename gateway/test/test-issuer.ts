import { once } from 'node:events'
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose'

interface SigningKey {
  readonly kid: string
  readonly privateKey: JWK
  readonly publicJwk: JWK
}

/** An issuer with its keys behind HTTP. */
export interface TestIssuer extends AsyncDisposable {
  readonly issuer: string
  readonly jwksUrl: string
  /** A token of the current key; claims of undefined are left out. */
  sign(claims: Readonly<Record<string, unknown>>, alg?: 'RS256' | 'PS256'): Promise<string>
  /** Signs with a new key from now on; the old one stays published. */
  rotate(): Promise<void>
  /** Answers requests for keys with 500 from now on. */
  fail(): void
  recover(): void
  readonly publicJwk: JWK
}

export async function startTestIssuer(issuer: string): Promise<TestIssuer> {
  const keys: SigningKey[] = [await createKey('key-1')]
  let isFailing = false
  const server = createServer((_request, response) => {
    response.writeHead(isFailing ? 500 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the issuer has no port')

  function current(): SigningKey {
    const key = keys.at(-1)
    if (key === undefined) throw new Error('the issuer has no key')
    return key
  }

  return {
    issuer,
    jwksUrl: `http://127.0.0.1:${address.port}/.well-known/jwks.json`,
    get publicJwk() {
      return current().publicJwk
    },
    async sign(claims, alg = 'RS256') {
      const { kid, privateKey } = current()
      return new SignJWT({ ...claims }).setProtectedHeader({ alg, kid }).sign(await importJWK(privateKey, alg))
    },
    async rotate() {
      keys.push(await createKey(`key-${keys.length + 1}`))
    },
    fail() {
      isFailing = true
    },
    recover() {
      isFailing = false
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function createKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  // The published key does not say for which algorithm it is: the gateway must know by itself.
  return { kid, privateKey: await exportJWK(privateKey), publicJwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' } }
}
