import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { exportSPKI, importJWK } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { createEdgeRouter } from './edge-router.ts'
import { createFakeIssuer } from './testing/fake-issuer.ts'
import { keySet, startKeyServer } from './testing/key-server.ts'
import { originRequest } from './testing/origin-request.ts'
import { createTestEdge } from './testing/test-edge.ts'

const edge = await createTestEdge()
const { eu, us } = edge
const attacker = generateKeyPairSync('rsa', { modulusLength: 2_048 })
beforeEach(() => edge.restart())

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function claimsOf(token: Promise<string>): Promise<object> {
  return JSON.parse(Buffer.from((await token).split('.')[1] ?? '', 'base64url').toString())
}

/** A token with any header, signed by the attacker's own key. */
async function forge(header: object, claims: object = {}): Promise<string> {
  const text = `${encode(header)}.${encode({ ...(await claimsOf(eu.sign())), ...claims })}`
  return `${text}.${sign('sha256', Buffer.from(text), attacker.privateKey).toString('base64url')}`
}

/** What the edge answers to a token, from the header and from the cookie. */
async function answersTo(token: string): Promise<readonly string[]> {
  const answers = [await edge.refusal({ token }), await edge.refusal({ headers: { cookie: `__Host-hemisphere-token=${token}` } })]
  return answers.map(({ code, status }) => `${status} ${code}`)
}

const refused = ['401 UNAUTHENTICATED', '401 UNAUTHENTICATED']

const jwk = { ...attacker.publicKey.export({ format: 'jwk' }), kid: 'eu-1', alg: 'RS256', use: 'sig' }
const elsewhere = await startKeyServer()
elsewhere.answer = keySet({ kid: 'eu-1', publicKey: jwk })

describe('a header that says how to verify', () => {
  test.each<[string, object]>([
    ['jku', { jku: elsewhere.jwksUri }],
    ['jwk', { jwk }],
    ['x5u', { x5u: elsewhere.jwksUri }],
    ['x5c', { x5c: ['MIIB'] }],
    ['x5t', { x5t: 'abc' }],
    ['crit', { crit: ['exp'], exp: 1 }],
    ['b64', { b64: false, crit: ['b64'] }],
    ['zip', { zip: 'DEF' }],
    ['enc', { enc: 'A256GCM' }],
    ['anything else', { note: 'x' }],
  ])('(%s) is refused, by any signature, and asks nobody', async (_, extra) => {
    expect(await answersTo(await forge({ alg: 'RS256', kid: eu.kid, ...extra }))).toEqual(refused)
    expect(await answersTo(await eu.signAs({ alg: 'RS256', kid: eu.kid, ...extra }))).toEqual(refused)
    expect(elsewhere.askedCount).toBe(0)
  })
})

test('a header of algorithm, key id and type alone is fine, the last of them absent or one of a token', async () => {
  for (const typ of [undefined, 'JWT', 'at+jwt', 'application/at+jwt'])
    expect(await edge.forward({ token: await eu.signAs({ alg: 'RS256', kid: eu.kid, typ }) })).toHaveProperty('origin')
  expect(await answersTo(await eu.signAs({ alg: 'RS256', kid: eu.kid, typ: 'logout+jwt' }))).toEqual(refused)
})

describe('an algorithm that is not ours', () => {
  test.each(['none', 'None', 'NONE', '', 'HS256', 'RS384', 'PS256', 'ES256', 'EdDSA', 'rs256', 'RS256 '])(
    '(%s) is refused',
    async (alg) => {
      expect(await answersTo(await forge({ alg, kid: eu.kid }))).toEqual(refused)
      expect(await answersTo(await eu.signAs({ alg, kid: eu.kid }))).toEqual(refused)
      const [, payload = ''] = (await eu.sign()).split('.')
      expect(await answersTo(`${encode({ alg, kid: eu.kid })}.${payload}.`)).toEqual(refused)
    },
  )

  test.each([undefined, null, 256, ['RS256'], { name: 'RS256' }])('(%j) is refused', async (alg) => {
    expect(await answersTo(await forge({ alg, kid: eu.kid }))).toEqual(refused)
  })

  test('(HS256) with the public key as secret, in each form of it, is refused', async () => {
    const [, payload = ''] = (await eu.sign()).split('.')
    const key = await importJWK({ ...eu.publicKey, ext: true }, 'RS256', { extractable: true })
    if (key instanceof Uint8Array) throw new Error('the issuer has a symmetric key')
    const pem = await exportSPKI(key)
    for (const secret of [
      pem,
      `${pem}\n`,
      JSON.stringify(eu.publicKey),
      String(eu.publicKey.n),
      Buffer.from(eu.publicKey.n ?? '', 'base64url'),
    ]) {
      const text = `${encode({ alg: 'HS256', kid: eu.kid })}.${payload}`
      expect(await answersTo(`${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`)).toEqual(refused)
    }
  })
})

describe('a key id', () => {
  test('of two issuers opens each only what the other one did not sign', async () => {
    const twin = await createFakeIssuer({ issuer: us.issuer, kid: eu.kid, now: () => edge.time })
    const route = await createEdgeRouter(
      { ...edge.baked, keys: { ...edge.baked.keys, [us.issuer]: { [twin.kid]: twin.publicKey } } },
      { fetch: async () => Promise.reject(new Error('there is no network')), now: () => edge.time, onFault: () => undefined },
    )
    const statusOf = async (token: string): Promise<unknown> => {
      const result = await route(originRequest({ token }))
      return result !== null && result !== undefined && 'status' in result ? result.status : 'forwarded'
    }
    const home = { 'dt:z': 'us', 'dt:hr': 'us-east-1' }
    expect(await statusOf(await twin.sign(home))).toBe('forwarded')
    expect(await statusOf(await eu.sign())).toBe('forwarded')
    expect(await statusOf(await eu.sign({ iss: us.issuer, ...home }))).toBe('401')
    expect(await statusOf(await twin.sign({ iss: eu.issuer }))).toBe('401')
  })

  test.each([undefined, '', null, 1, ['eu-1'], { kid: 'eu-1' }, '../eu-1', 'eu-1\u0000', '__proto__', 'constructor', 'x'.repeat(257)])(
    'that is %j is refused',
    async (kid) => {
      expect(await answersTo(await forge({ alg: 'RS256', kid }))).toEqual(refused)
    },
  )
})

describe('an issuer', () => {
  test.each([
    'https://issuer.example',
    'https://issuer.eu.example/',
    'https://ISSUER.eu.example',
    'https://issuer.eu.example ',
    '__proto__',
    '',
    null,
    ['https://issuer.eu.example'],
  ])('that is %j is refused', async (iss) => {
    expect(await answersTo(await eu.sign({ iss }))).toEqual(refused)
  })
})

describe('a clock that is apart by', () => {
  test.each([-60, 60])('%i seconds refuses nothing', async (seconds) => {
    const token = await eu.sign()
    edge.time += seconds * 1_000
    expect(await edge.forward({ token })).toHaveProperty('origin')
  })

  test('more than 60 seconds refuses a token from the future', async () => {
    const token = await eu.sign()
    edge.time -= 61_000
    expect((await edge.refusal({ token })).message).toBe('the access token is not valid yet')
  })

  test('more than 60 seconds refuses a token that has ended', async () => {
    const token = await eu.sign()
    edge.time += 359_999
    await edge.forward({ token })
    edge.time += 1
    expect((await edge.refusal({ token })).message).toBe('the access token has expired')
  })
})

describe('what is no access token', () => {
  test('(an ID token) is refused', async () => {
    expect(await answersTo(await eu.sign({ token_use: 'id', aud: 'web', client_id: undefined }))).toEqual(refused)
  })

  test.each([
    ['nothing of a token', 'a.b.c'],
    ['empty objects', `${encode({})}.${encode({})}.AAAA`],
    ['lists', `${encode([])}.${encode([])}.AAAA`],
    ['null', `${encode(null)}.${encode(null)}.AAAA`],
    ['deeply nested lists', `${encode({ alg: 'RS256', kid: 'eu-1' })}.${Buffer.from('['.repeat(2_500)).toString('base64url')}.AAAA`],
    ['five parts', 'a.b.c.d.e'],
    ['1 MB', `${encode({ alg: 'RS256', kid: 'eu-1' })}.${'x'.repeat(1_000_000)}.AAAA`],
  ])('(%s) is refused', async (_, token) => {
    expect(await answersTo(token)).toEqual(refused)
  })
})

test('nothing of a refused token is logged or told', async () => {
  const token = await eu.sign({ token_use: 'id' })
  const { response } = await edge.refusal({ token })
  await edge.refusal({ token: await eu.sign({}, { kid: 'unheard-of' }) })
  const [, payload = '', signature = ''] = token.split('.')
  const said = JSON.stringify(response) + edge.faults.map((fault) => `${fault.message} ${String(fault.cause)}`).join()
  for (const part of [payload, signature, 'a-person', '0199aaaa', 'unheard-of']) expect(said).not.toContain(part)
})
