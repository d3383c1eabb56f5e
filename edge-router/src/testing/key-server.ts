import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { JWK } from 'jose'

export interface KeyServer extends AsyncDisposable {
  readonly jwksUri: string
  /** Requests so far. */
  readonly askedCount: number
  /** What it answers from now on. */
  answer: RequestListener
}

/** An issuer's address for its keys, on a real port; it has none until told. */
export async function startKeyServer(): Promise<KeyServer> {
  let askedCount = 0
  const server = createServer((request, response) => {
    askedCount += 1
    running.answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the key server listens on no port')
  const running = {
    jwksUri: `http://127.0.0.1:${address.port}/.well-known/jwks.json`,
    get askedCount() {
      return askedCount
    },
    answer: keySet(),
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return running
}

/** Answers with these keys, as an issuer does. */
export function keySet(...issuers: readonly { readonly kid: string; readonly publicKey: JWK }[]): RequestListener {
  return textAnswer(JSON.stringify({ keys: issuers.map(({ kid, publicKey }) => ({ ...publicKey, kid, alg: 'RS256', use: 'sig' })) }))
}

export function textAnswer(text: string, status = 200, headers: Readonly<Record<string, string>> = {}): RequestListener {
  return (_, response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
}
