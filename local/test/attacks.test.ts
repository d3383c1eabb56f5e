import { createPublicKey } from 'node:crypto'
import { clientIdOf } from '@hemisphere/local/issuer/client-id.ts'
import { signIn } from '@hemisphere/local/issuer/sign-in.ts'
import { tenantIdOf } from '@hemisphere/local/world/tenants.ts'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { z } from 'zod'
import {
  atEdge,
  atGatewayOf,
  atSubgraphsOf,
  attack,
  badInput,
  forbidden,
  moved,
  unauthenticated,
  unavailable,
  violation,
  type Attack,
} from './support/attack.ts'
import { claimsOf, hmacSigned, strangersForge, tampered, unsigned, zoneForge, type TokenForge } from './support/forged-tokens.ts'
import { clientToken, userToken } from './support/tokens.ts'

const seconds = Math.floor(Date.now() / 1_000)
const usHome = { 'dt:z': 'us', 'dt:hr': 'us-east-1' }
const anotherTenant = '0199aaaa-0000-7000-8000-00000000000f'

let planner: string
let euForge: TokenForge
let usForge: TokenForge

beforeAll(async () => {
  planner = await userToken('planner@nordhem.example')
  euForge = await zoneForge('eu')
  usForge = await zoneForge('us')
})

test('a question with a genuine token is answered by its home: attacks are seen to differ from it', async () => {
  const answered = { status: 200, code: undefined, ...atSubgraphsOf('eu-west-1') }
  expect(await attack({ token: planner })).toEqual(answered)
  expect(await attack({ token: await euForge.sign(planner) })).toEqual(answered)
})

describe('a token is refused at the edge', () => {
  const keysUrl = (): string => `${inject('world').issuers['eu']}/.well-known/jwks.json`
  const pem = (): string =>
    createPublicKey({ key: { ...euForge.publicKey }, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString()
  const header = (fields: Readonly<Record<string, unknown>>): Promise<string> => euForge.sign(planner, {}, fields)
  const idToken = async (): Promise<string> => {
    const { edgeUrl, password } = inject('world')
    return (await signIn({ edgeUrl, email: 'planner@nordhem.example', password })).idToken ?? ''
  }

  test.each<[string, () => Promise<string>, object]>([
    ['without a signature, as alg none allows', async () => unsigned(planner), unauthenticated],
    ['without a signature, as if it had one', async () => planner.replace(/[^.]+$/, ''), unauthenticated],
    ['signed by HMAC with the public key as PEM', async () => hmacSigned(planner, { kid: euForge.kid }, pem()), unauthenticated],
    [
      'signed by HMAC with the public key as JWK',
      async () => hmacSigned(planner, { kid: euForge.kid }, JSON.stringify(euForge.publicKey)),
      unauthenticated,
    ],
    ['with a header jku', () => header({ jku: keysUrl() }), unauthenticated],
    ['with a header jwk', () => header({ jwk: euForge.publicKey }), unauthenticated],
    ['with a header x5u', () => header({ x5u: keysUrl() }), unauthenticated],
    ['with a header crit', () => header({ crit: ['b64'], b64: true }), unauthenticated],
    ['without a key id', () => header({ kid: undefined }), unauthenticated],
    ['of a stranger with the key id of the issuer', async () => (await strangersForge(euForge.kid)).sign(planner), unauthenticated],
    ['of eu with a key of us and its key id', () => usForge.sign(planner), unauthenticated],
    ['of eu with a key of us and the key id of eu', () => usForge.sign(planner, {}, { kid: euForge.kid }), unauthenticated],
    ['of us with a key of eu and its key id', async () => euForge.sign(await userToken('planner@harbor-thread.example')), unauthenticated],
    [
      'of us with a key of eu and the key id of us',
      async () => euForge.sign(await userToken('planner@harbor-thread.example'), {}, { kid: usForge.kid }),
      unauthenticated,
    ],
    ['of an issuer that is none of ours', () => euForge.sign(planner, { iss: 'https://issuer.example' }), unauthenticated],
    ['that is an ID token', idToken, unauthenticated],
    ['that is an ID token with the claims of an access token', () => euForge.sign(planner, { token_use: 'id' }), unauthenticated],
    ['without a client', () => euForge.sign(planner, { client_id: undefined }), unauthenticated],
    ['that has expired', () => euForge.sign(planner, { iat: seconds - 400, exp: seconds - 90 }), unauthenticated],
    ['that is not valid yet', () => euForge.sign(planner, { nbf: seconds + 300 }), unauthenticated],
    ['from the future', () => euForge.sign(planner, { iat: seconds + 300, exp: seconds + 600 }), unauthenticated],
    ['whose tenant was changed', async () => tampered(planner, { 'dt:t': anotherTenant }), unauthenticated],
    ['whose home was changed', async () => tampered(planner, usHome), unauthenticated],
    ['of eu that claims a home in us', () => euForge.sign(planner, { 'dt:hr': 'us-east-1' }), violation],
    ['of eu that claims to be of us', () => euForge.sign(planner, usHome), violation],
    ['of eu that claims the zone us alone', () => euForge.sign(planner, { 'dt:z': 'us' }), violation],
    [
      'whose home is not in its zone',
      async () => usForge.sign(await userToken('planner@harbor-thread.example'), { 'dt:hr': 'eu-west-1' }),
      violation,
    ],
    ['whose home is no region', () => euForge.sign(planner, { 'dt:hr': '__proto__' }), violation],
    ['that is huge', () => euForge.sign(planner, { padding: 'x'.repeat(5_000) }), unauthenticated],
  ])('%s', async (_case, makeToken, expected) => {
    const token = await makeToken()
    expect(await attack({ token })).toEqual({ ...expected, ...atEdge })
    expect(await attack({ headers: [`cookie: __Host-hemisphere-token=${token}`] })).toEqual({ ...expected, ...atEdge })
  })
})

describe('a token that its issuer has signed is refused by the gateway of its home', () => {
  test.each<[string, Readonly<Record<string, unknown>>, object, string]>([
    ['through a client by which nobody signs in', { client_id: 'somebody' }, unauthenticated, 'eu-west-1'],
    ["through a partner's client", { client_id: clientIdOf('partner@nordhem') }, unauthenticated, 'eu-west-1'],
    ['of a tenant that is none', { 'dt:t': anotherTenant }, forbidden, 'eu-west-1'],
    ['under a placement that is to come, which a copy of the directory may not have yet', { 'dt:te': 1_000_000 }, unavailable, 'eu-west-1'],
    ['with the other region of its zone as home', { 'dt:hr': 'eu-central-1' }, moved, 'eu-central-1'],
    ['with a permission set that is none', { 'dt:p': anotherTenant }, unauthenticated, 'eu-west-1'],
  ])('%s', async (_case, claims, expected, region) => {
    expect(await attack({ token: await euForge.sign(planner, claims) })).toEqual({ ...expected, ...atGatewayOf(region) })
  })

  test("with another tenant's permission set", async () => {
    const { 'dt:p': permissionSet } = claimsOf(await userToken('admin@maison-lune.example'))
    expect(await attack({ token: await euForge.sign(planner, { 'dt:p': permissionSet }) })).toEqual({
      ...unauthenticated,
      ...atGatewayOf('eu-west-1'),
    })
  })
})

describe('a request is refused at the edge', () => {
  const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `x-a-${index}: b`)
  const auth = (): string => `authorization: Bearer ${planner}`
  const tooLarge = { status: 431, code: 'BAD_USER_INPUT' }

  test.each<[string, () => Attack, object]>([
    ['without a token', () => ({}), unauthenticated],
    ['with two tokens', () => ({ headers: [auth(), auth()] }), badInput],
    ['with a token of another scheme', () => ({ headers: [`authorization: Basic ${planner}`] }), unauthenticated],
    [
      'with a malformed token beside a good cookie',
      () => ({ headers: ['authorization: Bearer', `cookie: __Host-hemisphere-token=${planner}`] }),
      unauthenticated,
    ],
    [
      'with two token cookies',
      () => ({ headers: [`cookie: __Host-hemisphere-token=${planner}; __Host-hemisphere-token=${planner}`] }),
      unauthenticated,
    ],
    ['with a cookie that is almost ours', () => ({ headers: [`cookie: __host-hemisphere-token=${planner}`] }), unauthenticated],
    ['with many headers', () => ({ token: planner, headers: many(80) }), tooLarge],
    ['with many cookies', () => ({ token: planner, headers: [`cookie: ${many(80).join('; ').replaceAll(': ', '=')}`] }), tooLarge],
    ['with large headers', () => ({ token: planner, headers: [`x-a: ${'x'.repeat(12_288)}`] }), tooLarge],
    [
      'with headers larger than CloudFront takes',
      () => ({ token: planner, headers: [`x-a: ${'x'.repeat(33_000)}`] }),
      { status: 494, code: undefined },
    ],
    [
      'with a large body',
      () => ({ token: planner, variables: { padding: 'x'.repeat(2_000_000) } }),
      { status: 413, code: 'BAD_USER_INPUT' },
    ],
    ['with a long URL', () => ({ token: planner, target: `/graphql?a=${'x'.repeat(4_096)}` }), { status: 414, code: 'BAD_USER_INPUT' }],
    ['by PUT', () => ({ token: planner, method: 'PUT' }), { status: 405, code: 'BAD_USER_INPUT' }],
    ...['//graphql', '/graphql/', '/%67raphql', '/GraphQL', '/graphql/../readyz', '/readyz', '/livez', '/metrics'].map(
      (target): [string, () => Attack, object] => [`at ${target}`, () => ({ token: planner, target }), { status: 404, code: 'NOT_FOUND' }],
    ),
  ])('%s', async (_case, request, expected) => {
    expect(await attack(request())).toEqual({ ...expected, ...atEdge })
  })
})

describe('a document is refused before any subgraph', () => {
  const bomb = Array.from({ length: 30 }, (_, index) =>
    index === 29
      ? `fragment A29 on Query { viewer { id } }`
      : `fragment A${index} on Query { ...A${index + 1} b: viewer { id } ...A${index + 1} }`,
  )

  test.each<[string, Attack, object]>([
    ['that is deep', { query: `{ ${'a { '.repeat(3_000)} b ${'} '.repeat(3_000)} }` }, badInput],
    ['whose argument is deep', { query: `{ product(id: ${'['.repeat(9_000)}1${']'.repeat(9_000)}) { id } }` }, badInput],
    ['that is long', { query: `{ ${'viewer { id } '.repeat(4_000)} }` }, badInput],
    ['whose fragments multiply', { query: `{ ...A0 } ${bomb.join(' ')}` }, badInput],
    ['whose fragments go round', { query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }' }, badInput],
    ['that comes as one of a batch', { body: '[{"query":"{ viewer { id } }"},{"query":"{ viewer { id } }"}]' }, badInput],
    ['that is named by its hash', { body: '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"ab"}}}' }, badInput],
    ["that asks for entities by the subgraphs' own field", { query: '{ _entities(representations: []) { __typename } }' }, badInput],
    ["that asks for a subgraph's own schema", { query: '{ _service { sdl } }' }, badInput],
    ['that asks for the schema without the right to', { query: '{ __schema { types { name } } }' }, forbidden],
    [
      'that comes as a form',
      { headers: ['content-type: application/x-www-form-urlencoded'], body: 'query={viewer{id}}' },
      { status: 415, code: 'BAD_USER_INPUT' },
    ],
    ['that comes as text', { headers: ['content-type: text/plain'] }, { status: 415, code: 'BAD_USER_INPUT' }],
    ['that is no JSON', { body: '{"query":' }, badInput],
    ['whose variables change what objects are', { body: '{"query":"{ viewer { id } }","variables":{"__proto__":{"a":1}}}' }, badInput],
    [
      'that comes by GET',
      { method: 'GET', target: '/graphql?query=%7B%20viewer%20%7B%20id%20%7D%20%7D' },
      { status: 405, code: 'BAD_USER_INPUT' },
    ],
  ])('%s', async (_case, request, expected) => {
    expect(await attack({ token: planner, ...request })).toEqual({ ...expected, ...atGatewayOf('eu-west-1') })
  })

  test.each([
    ['cost prices', '{ products(first: 1) { nodes { unitCost { amount } } } }'],
    ['a forecast run', 'mutation { forecastRunStart(input: { idempotencyKey: "attack" }) { userErrors { code } } }'],
    ['the schema', '{ __schema { types { name } } }'],
  ])("of a partner that asks for what is the tenant's admins' own: %s", async (_case, query) => {
    expect(await attack({ token: await clientToken('partner@nordhem'), query })).toEqual({ ...forbidden, ...atGatewayOf('eu-west-1') })
  })
})

test("a partner's token is of its own tenant, whatever its request says of another", async () => {
  const { issuers, clientSecrets } = inject('world')
  const client = 'partner@nordhem'
  const answer = await fetch(`${issuers['eu']}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientIdOf(client)}:${clientSecrets[client]}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'hemisphere/graph',
      company: 'maison-lune',
      aws_client_metadata: JSON.stringify({ 'dt:t': tenantIdOf('maison-lune'), tenant: 'maison-lune', 'dt:hr': 'eu-central-1' }),
    }),
  })
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await answer.json())
  expect(claimsOf(token)).toMatchObject({ 'dt:t': tenantIdOf('nordhem'), 'dt:z': 'eu', 'dt:hr': 'eu-west-1', 'dt:te': expect.any(Number) })
})
