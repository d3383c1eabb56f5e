import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { probeRegion } from './probe.ts'

interface Seen {
  readonly url: string | undefined
  readonly authorization: string | undefined
  readonly body: string
}

type Answer = (response: ServerResponse) => void

let server: Server | undefined
let seen: Seen[] = []

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
  seen = []
})

const json =
  (status: number, body: unknown): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
const rightToken = json(200, { access_token: 'token-of-the-probe' })
const rightAnswer = json(200, { data: { products: { nodes: [] } }, extensions: { hemisphere: { region: 'eu-west-1' } } })

/** What the probe of eu-west-1 finds where issuer and graph answer so. */
async function probeWith({ token = rightToken, graph = rightAnswer }: { readonly token?: Answer; readonly graph?: Answer }) {
  const started = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      seen.push({ url: request.url, authorization: request.headers.authorization, body: Buffer.concat(chunks).toString('utf8') })
      if (request.url === '/oauth2/token') token(response)
      else graph(response)
    })
  })
  server = started
  await new Promise<void>((resolve) => void started.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(started.address() as AddressInfo).port}`
  return probeRegion({
    url: `${base}/graphql`,
    region: 'eu-west-1',
    client: { tokenUrl: `${base}/oauth2/token`, clientId: 'probe', clientSecret: 'secret' },
    fetch,
    timeoutMs: 300,
  })
}

test('an answer of the region without errors is no fault, asked for with the token of its client', async () => {
  expect(await probeWith({})).toBeUndefined()
  expect(seen.map(({ url }) => url)).toEqual(['/oauth2/token', '/graphql'])
  expect(seen[0]).toMatchObject({ authorization: 'Basic cHJvYmU6c2VjcmV0', body: 'grant_type=client_credentials' })
  expect(seen[1]?.authorization).toBe('Bearer token-of-the-probe')
})

test.each<[string, Parameters<typeof probeWith>[0], string]>([
  ['an issuer that refuses', { token: json(401, { error: 'invalid_client' }) }, 'no token from the issuer'],
  ['an issuer that answers a page', { token: (response) => response.end('<html>') }, 'no token from the issuer'],
  [
    'an error of the graph',
    { graph: json(503, { errors: [{ extensions: { code: 'REGION_UNAVAILABLE' } }] }) },
    'status 503, error REGION_UNAVAILABLE',
  ],
  [
    'a part of an answer',
    { graph: json(200, { data: { products: null }, errors: [{ message: 'no' }], extensions: { hemisphere: { region: 'eu-west-1' } } }) },
    'status 200, error without a code',
  ],
  ['a page', { graph: (response) => response.writeHead(502).end('<html>') }, 'status 502, wanted 200'],
  [
    'a redirect',
    { graph: (response) => response.writeHead(302, { location: 'https://elsewhere.example' }).end() },
    'status 302, wanted 200',
  ],
  [
    'an answer of the buddy',
    { graph: json(200, { data: {}, extensions: { hemisphere: { region: 'eu-central-1' } } }) },
    'an answer of eu-central-1, wanted eu-west-1',
  ],
  ['silence', { graph: () => undefined }, 'no answer (TimeoutError)'],
  ['a connection that breaks', { graph: (response) => response.destroy() }, 'no answer (TypeError)'],
])('%s is a fault, told without token or secret', async (_, answers, fault) => {
  expect(await probeWith(answers)).toBe(fault)
})
