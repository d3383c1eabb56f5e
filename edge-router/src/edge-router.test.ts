import type { CloudFrontRequest, CloudFrontRequestResult, CloudFrontResultResponse } from 'aws-lambda'
import { createHmac } from 'node:crypto'
import { exportJWK, exportSPKI, generateKeyPair, importJWK } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { createEdgeRouter, type EdgeRouter } from './edge-router.ts'
import { signRegionMap } from './region-map.ts'
import { createFakeIssuer } from './testing/fake-issuer.ts'
import { originRequest, type OriginRequestInput } from './testing/origin-request.ts'
import { twoZones } from './testing/region-maps.ts'

let time: number
const now = (): number => time
const faults: Error[] = []
const eu = await createFakeIssuer({ issuer: 'https://issuer.eu.example', kid: 'eu-1', now })
const us = await createFakeIssuer({ issuer: 'https://issuer.us.example', kid: 'us-1', now })
const mapKeys = await generateKeyPair('EdDSA', { extractable: true })
const baked = {
  mapKey: await exportJWK(mapKeys.publicKey),
  regionMap: await signRegionMap(twoZones, mapKeys.privateKey),
  keys: { [eu.issuer]: { [eu.kid]: eu.publicKey }, [us.issuer]: { [us.kid]: us.publicKey } },
}
// None of these requests is worth a question to an issuer that would be answered.
const noNetwork: typeof fetch = async () => Promise.reject(new Error('there is no network'))
const options = { fetch: noNetwork, now, onFault: (fault: Error): unknown => faults.push(fault) }
let route: EdgeRouter

beforeEach(async () => {
  time = Date.parse('2026-11-24T08:00:00Z')
  faults.length = 0
  route = await createEdgeRouter(baked, options)
})

async function send(input: OriginRequestInput): Promise<CloudFrontRequestResult> {
  return route(originRequest(input))
}

async function forward(input: OriginRequestInput): Promise<CloudFrontRequest> {
  const result = await send(input)
  if (result === null || result === undefined || !('uri' in result))
    throw new Error(`the request ended at the edge: ${JSON.stringify(result)}`)
  return result
}

async function refusal(
  input: OriginRequestInput,
): Promise<{ code: string; status: number; message: string; response: CloudFrontResultResponse }> {
  const result = await send(input)
  if (result === null || result === undefined || !('status' in result)) throw new Error('the request was sent on')
  const [error] = JSON.parse(result.body ?? '').errors
  return { code: error.extensions.code, status: Number(result.status), message: error.message, response: result }
}

describe('a request with a valid token', () => {
  test('goes to the home region, with Host, a request id and the secret of its zone', async () => {
    const request = await forward({ token: await eu.sign() })
    expect(request.origin?.custom).toEqual({
      domainName: 'eu-west-1.origin.example',
      port: 443,
      protocol: 'https',
      path: '',
      sslProtocols: ['TLSv1.2'],
      readTimeout: 30,
      keepaliveTimeout: 5,
      customHeaders: { 'x-origin-verify': [{ key: 'x-origin-verify', value: 'secret of zone eu' }] },
    })
    expect(request.headers['host']).toEqual([{ key: 'Host', value: 'eu-west-1.origin.example' }])
    expect(request.headers['x-hemisphere-request-id']).toEqual([{ key: 'x-hemisphere-request-id', value: 'request-1' }])
    expect(request).toMatchObject({ method: 'POST', uri: '/graphql', clientIp: '203.0.113.178' })
    expect(request).not.toHaveProperty('body')
  })

  test('goes to the other zone for a tenant of the other zone', async () => {
    const request = await forward({ token: await us.sign({ 'dt:z': 'us', 'dt:hr': 'us-east-1' }) })
    expect(request.origin?.custom?.domainName).toBe('us-east-1.origin.example')
    expect(request.origin?.custom?.customHeaders).toEqual({ 'x-origin-verify': [{ key: 'x-origin-verify', value: 'secret of zone us' }] })
    expect(JSON.stringify(request)).not.toContain('secret of zone eu')
  })

  test.each([
    ['none at all', {}],
    ['that of the other zone alone', { 'x-origin-verify-us': 'secret of zone us' }],
    ['one for all zones', { 'x-origin-verify': 'secret of all' }],
  ])('goes nowhere while the distribution has %s for its zone', async (_, originVerify) => {
    expect(await refusal({ token: await eu.sign(), originVerify })).toMatchObject({ code: 'REGION_UNAVAILABLE', status: 503 })
    expect(String(faults[0]?.cause)).toContain('x-origin-verify-eu')
    expect(String(faults[0]?.cause)).not.toContain('secret of')
  })

  test('still goes to a home region that drains', async () => {
    const request = await forward({ token: await eu.sign({ 'dt:hr': 'eu-central-1' }) })
    expect(request.origin?.custom?.domainName).toBe('eu-central-1.origin.example')
  })

  test('loses the headers that only we may set', async () => {
    const spoofed = {
      'X-Hemisphere-Request-Id': 'spoofed',
      'X-Hemisphere-Region': 'us-east-1',
      'X-Origin-Verify': 'spoofed',
      'X-Origin-Verify-EU': 'spoofed',
      'x-kept': 'kept',
    }
    const { headers } = await forward({ token: await eu.sign(), headers: spoofed })
    expect(JSON.stringify(headers)).not.toContain('spoofed')
    expect(headers).not.toHaveProperty('x-hemisphere-region')
    expect(headers).not.toHaveProperty('x-origin-verify')
    expect(headers['x-kept']).toEqual([{ key: 'x-kept', value: 'kept' }])
  })

  test('sets no header that CloudFront forbids', async () => {
    const { headers } = await forward({ token: await eu.sign() })
    expect(Object.keys(headers).filter((name) => /^x-(?:edge|amz-cf|amzn)-/.test(name))).toEqual([])
  })

  test('is routed by GET, too', async () => {
    expect(await forward({ token: await eu.sign(), method: 'GET', querystring: 'query=%7B__typename%7D' })).toMatchObject({
      querystring: 'query=%7B__typename%7D',
    })
  })
})

describe('a token is UNAUTHENTICATED', () => {
  async function unauthenticated(token: string): Promise<string> {
    const { code, status, message, response } = await refusal({ token })
    expect({ code, status }).toEqual({ code: 'UNAUTHENTICATED', status: 401 })
    expect(response.headers?.['www-authenticate']).toEqual([{ key: 'www-authenticate', value: 'Bearer' }])
    return message
  }
  const segments = async (): Promise<string[]> => (await eu.sign()).split('.')
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

  test('without a signature (alg none)', async () => {
    const [, payload] = await segments()
    expect(await unauthenticated(`${encode({ alg: 'none', kid: eu.kid })}.${payload}.`)).toBe('the access token is not genuine')
  })

  test('signed by HMAC with the public key as the secret', async () => {
    const [, payload] = await segments()
    const signed = `${encode({ alg: 'HS256', kid: eu.kid })}.${payload}`
    const publicKey = await importJWK({ ...eu.publicKey, ext: true }, 'RS256', { extractable: true })
    if (publicKey instanceof Uint8Array) throw new Error('the issuer has a symmetric key')
    const signature = createHmac('sha256', await exportSPKI(publicKey))
      .update(signed)
      .digest('base64url')
    expect(await unauthenticated(`${signed}.${signature}`)).toBe('the access token is not genuine')
  })

  test('with an unknown key id', async () => {
    expect(await unauthenticated(await eu.sign({}, { kid: 'eu-2' }))).toBe('the access token is not signed by an issuer of this service')
  })

  test('with the key id of another issuer', async () => {
    expect(await unauthenticated(await eu.sign({}, { kid: us.kid }))).toBe('the access token is not signed by an issuer of this service')
  })

  test('of an unknown issuer', async () => {
    expect(await unauthenticated(await eu.sign({ iss: 'https://issuer.example' }))).toBe(
      'the access token is not signed by an issuer of this service',
    )
  })

  test('that claims the issuer and key id of another zone', async () => {
    expect(await unauthenticated(await eu.sign({ iss: us.issuer }, { kid: us.kid }))).toBe('the access token is not genuine')
  })

  test('whose claims were changed', async () => {
    const [header, payload = '', signature] = await segments()
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    expect(await unauthenticated(`${header}.${encode({ ...claims, 'dt:hr': 'eu-central-1' })}.${signature}`)).toBe(
      'the access token is not genuine',
    )
  })

  test('more than 60 seconds past its end, also when it was seen before', async () => {
    const token = await eu.sign()
    await forward({ token })
    time += 359_000
    await forward({ token })
    time += 2_000
    expect(await unauthenticated(token)).toBe('the access token has expired')
  })

  test('before it begins', async () => {
    expect(await unauthenticated(await eu.sign({ nbf: time / 1_000 + 61 }))).toBe('the access token is not valid yet')
    await forward({ token: await eu.sign({ nbf: time / 1_000 + 59 }) })
  })

  test.each([
    ['without an end', { exp: undefined }, 'for how long'],
    ['without a beginning', { iat: undefined }, 'for how long'],
    ['with times that are texts', { exp: '1795507500', iat: '1795507200' }, 'for how long'],
    ['that ends before it begins', { exp: 1_000, iat: 2_000 }, 'for how long'],
    ['without a subject', { sub: undefined }, 'for whom'],
    ['made for no client', { client_id: undefined }, 'for which client'],
    ['made for a client that is no text', { client_id: ['web'] }, 'for which client'],
    ['without a placement epoch', { 'dt:te': undefined }, 'under which epochs'],
    ['with a permission epoch of none', { 'dt:pe': 0 }, 'under which epochs'],
    ['without a permission set', { 'dt:p': undefined }, 'under which epochs'],
    ['of another use', { token_use: 'id' }, 'is of another use'],
    ['of another version of our claims', { 'dt:v': 2 }, 'has claims of another version'],
    ['without a tenant', { 'dt:t': undefined }, 'does not say whose data it opens'],
    ['without a zone', { 'dt:z': undefined }, 'does not say whose data it opens'],
    ['without a home region', { 'dt:hr': undefined }, 'does not say whose data it opens'],
    ['with a home region that is no text', { 'dt:hr': ['eu-west-1'] }, 'does not say whose data it opens'],
  ])('%s', async (_, claims, reason) => {
    expect(await unauthenticated(await eu.sign(claims))).toContain(reason)
  })

  test('longer than any of ours', async () => {
    expect(await unauthenticated(await eu.sign({ padding: 'x'.repeat(4_000) }))).toMatch(/at most 4096 are read/)
  })

  test('when there is none, or something else', async () => {
    expect((await refusal({})).code).toBe('UNAUTHENTICATED')
    for (const authorization of ['', 'Bearer', 'Bearer x', 'Basic dTpw', `Bearer ${await eu.sign()} ${await eu.sign()}`]) {
      expect((await refusal({ headers: { authorization } })).code).toBe('UNAUTHENTICATED')
    }
  })
})

describe('the three-way check is a RESIDENCY_VIOLATION', () => {
  test.each([
    ['when the home region is in another zone', { 'dt:hr': 'us-east-1' }],
    ['when the zone claim is another', { 'dt:z': 'us' }],
    ['when zone claim and home region agree on a zone that is not the issuer’s', { 'dt:z': 'us', 'dt:hr': 'us-east-1' }],
    ['when the home region is unknown', { 'dt:hr': 'ap-south-1' }],
    ['when the home region is the name of an object’s own method', { 'dt:hr': 'constructor' }],
  ])('%s', async (_, claims) => {
    expect(await refusal({ token: await eu.sign(claims) })).toMatchObject({ code: 'RESIDENCY_VIOLATION', status: 403 })
  })
})

test('a fenced home region is REGION_UNAVAILABLE, with the time to wait', async () => {
  const { code, status, response } = await refusal({ token: await us.sign({ 'dt:z': 'us', 'dt:hr': 'us-west-2' }) })
  expect({ code, status }).toEqual({ code: 'REGION_UNAVAILABLE', status: 503 })
  expect(response.headers?.['retry-after']).toEqual([{ key: 'retry-after', value: '30' }])
})

describe('the edge fails closed', () => {
  const [header, , signature] = baked.regionMap.split('.')
  const tampered = `${header}.${Buffer.from(JSON.stringify({ ...twoZones, version: 8 })).toString('base64url')}.${signature}`

  test.each([
    ['a map that was changed after it was signed', { regionMap: tampered }],
    ['a map that is older than wanted', { minimumMapVersion: 8 }],
    ['a map that is none', { regionMap: '' }],
    ['a key that is none', { keys: { [eu.issuer]: { [eu.kid]: { kty: 'oct', k: 'c2VjcmV0' } } } }],
  ])('for every path with %s', async (_, change) => {
    route = await createEdgeRouter({ ...baked, ...change }, options)
    const closed = { code: 'REGION_UNAVAILABLE', status: 503, message: 'the service is not available' }
    expect(await refusal({ token: await eu.sign() })).toMatchObject(closed)
    expect(await refusal({ uri: '/.well-known/hemisphere/realm', method: 'GET', querystring: 'company=nordhem' })).toMatchObject(closed)
    expect(await refusal({ uri: '/elsewhere' })).toMatchObject(closed)
    expect(faults.length).toBeGreaterThan(0)
  })

  test('without the secret of the load balancer', async () => {
    const event = originRequest({ token: await eu.sign() })
    const custom = event.Records[0]?.cf.request.origin?.custom
    if (custom === undefined) throw new Error('the event has no origin')
    custom.customHeaders = {}
    expect(await route(event)).toMatchObject({ status: '503' })
  })
})

describe('the realm of a company', () => {
  const realm = (querystring: string, method = 'GET'): OriginRequestInput => ({ uri: '/.well-known/hemisphere/realm', method, querystring })

  test('is the issuer of its zone, for a few minutes', async () => {
    const response = await send(realm('company=harbor-thread'))
    expect(response).toMatchObject({ status: '200', body: '{"issuer":"https://issuer.us.example"}' })
    expect(response?.headers?.['cache-control']).toEqual([{ key: 'cache-control', value: 'public, max-age=300' }])
  })

  test.each(['company=unknown', 'company=__proto__', 'company=planner%40nordhem.example'])('is NOT_FOUND for %s', async (querystring) => {
    expect(await refusal(realm(querystring))).toMatchObject({ code: 'NOT_FOUND', status: 404 })
  })

  test('wants a company, and to be read', async () => {
    expect(await refusal(realm(''))).toMatchObject({ code: 'BAD_USER_INPUT', status: 400 })
    expect(await refusal(realm('company=nordhem', 'POST'))).toMatchObject({ status: 405 })
  })
})

describe('anything else', () => {
  test.each(['/', '/graphql/', '/GRAPHQL', '/graphql/../readyz', '/readyz'])('at %s is NOT_FOUND', async (uri) => {
    expect(await refusal({ uri, token: await eu.sign() })).toMatchObject({ code: 'NOT_FOUND', status: 404 })
  })

  test('by another method is refused with those that are allowed', async () => {
    const { status, response } = await refusal({ method: 'DELETE', token: await eu.sign() })
    expect(status).toBe(405)
    expect(response.headers?.['allow']).toEqual([{ key: 'allow', value: 'GET, POST, OPTIONS' }])
  })

  test('such as a preflight is answered without leave for other sites', async () => {
    const response = await send({
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
    })
    expect(response).toMatchObject({ status: '204' })
    expect(Object.keys(response?.headers ?? {}).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})
