import { beforeEach, describe, expect, test } from 'vitest'
import { createTestEdge } from './testing/test-edge.ts'

const random = 'x'.repeat(43)
const session = (zone: string): string => `__Host-hemisphere-session=${zone}.${random}`
const signIn = (zone: string): string => `__Host-hemisphere-sign-in=${zone}.${random}`

const edge = await createTestEdge()
beforeEach(() => edge.restart())

async function originOf(method: string, uri: string, cookie: string, states?: string): Promise<string | undefined> {
  const headers = { cookie, ...(states === undefined ? {} : { 'x-hemisphere-region-states': states }) }
  return (await edge.forward({ method, uri, headers })).origin?.custom?.domainName
}

describe('a sign-in', () => {
  test('goes to the sign-in region of the company’s zone, its query kept', async () => {
    const querystring = 'company=harbor-thread&return=%2Fplan%3Fweek%3D3'
    const request = await edge.forward({ method: 'GET', uri: '/session/sign-in', querystring })
    expect(request).toMatchObject({ querystring, origin: { custom: { domainName: 'us-east-1.origin.example' } } })
    expect(request.headers).toMatchObject({
      host: [{ value: 'us-east-1.origin.example' }],
      'x-hemisphere-request-id': [{ value: 'request-1' }],
    })
    expect(request.origin?.custom?.customHeaders).toEqual({ 'x-origin-verify': [{ key: 'x-origin-verify', value: 'secret of zone us' }] })
  })

  test.each([
    ['', 'BAD_USER_INPUT', 400],
    ['company=', 'BAD_USER_INPUT', 400],
    ['company=nordhem&company=harbor-thread', 'BAD_USER_INPUT', 400],
    ['company=unknown', 'NOT_FOUND', 404],
    ['company=constructor', 'NOT_FOUND', 404],
  ])('with the query "%s" is %s', async (querystring, code, status) => {
    expect(await edge.refusal({ method: 'GET', uri: '/session/sign-in', querystring })).toMatchObject({ code, status })
  })
})

describe('a request of a session', () => {
  test.each([
    ['GET', '/session'],
    ['GET', '/session/callback'],
    ['POST', '/session/refresh'],
    ['POST', '/session/sign-out'],
    ['POST', '/session/sign-out-everywhere'],
  ])('by %s %s goes to the zone of its cookie', async (method, uri) => {
    expect(await originOf(method, uri, `theme=dark; ${session('eu')}`)).toBe('eu-west-1.origin.example')
    expect(await originOf(method, uri, session('us'))).toBe('us-east-1.origin.example')
    expect(await originOf(method, uri, signIn('us'))).toBe('us-east-1.origin.example')
  })

  test('comes back from a sign-in to the zone of the sign-in, whatever session there was', async () => {
    expect(await originOf('GET', '/session/callback', `${session('eu')}; ${signIn('us')}`)).toBe('us-east-1.origin.example')
    expect(await originOf('POST', '/session/refresh', `${session('eu')}; ${signIn('us')}`)).toBe('eu-west-1.origin.example')
  })

  test('carries none of the headers that only the edge may set', async () => {
    const spoofed = { 'x-hemisphere-home-state': 'active', 'x-hemisphere-writer-epoch': '9', 'x-origin-verify': 'spoofed' }
    const { headers } = await edge.forward({ method: 'GET', uri: '/session', headers: { cookie: session('eu'), ...spoofed } })
    expect(Object.keys(spoofed).filter((name) => name in headers)).toEqual([])
  })

  test('needs no access token, and one that is sent does not move it', async () => {
    const token = await edge.us.sign({ 'dt:z': 'us', 'dt:hr': 'us-east-1' })
    const request = await edge.forward({ method: 'GET', uri: '/session', token, headers: { cookie: session('eu') } })
    expect(request.origin?.custom?.domainName).toBe('eu-west-1.origin.example')
  })

  test.each([
    ['no cookie', ''],
    ['another cookie', 'theme=dark'],
    ['an unknown zone', session('ap')],
    ['the name of an object’s own method as zone', session('constructor')],
    ['no zone', `__Host-hemisphere-session=${random}`],
    ['no random part', '__Host-hemisphere-session=eu.'],
    ['a broken random part', `__Host-hemisphere-session=eu.${random}!`],
    ['a random part beyond measure', `__Host-hemisphere-session=eu.${'x'.repeat(129)}`],
    ['two sessions', `${session('eu')}; ${session('us')}`],
    ['a session in other letters', session('eu').toUpperCase()],
  ])('with %s is UNAUTHENTICATED', async (_, cookie) => {
    expect(await edge.refusal({ method: 'GET', uri: '/session', headers: { cookie } })).toMatchObject({
      code: 'UNAUTHENTICATED',
      status: 401,
    })
  })
})

describe('with the sign-in region fenced', () => {
  const fenced = (...names: readonly string[]): Promise<string> =>
    edge.signStates({ version: 8, regions: Object.fromEntries(names.map((name) => [name, { state: 'fenced', writerEpoch: 1 }])) })

  test('its buddy answers', async () => {
    expect(await originOf('GET', '/session', session('eu'), await fenced('eu-west-1'))).toBe('eu-central-1.origin.example')
  })

  test('and its buddy, too, a session is REGION_UNAVAILABLE and never goes to the other zone', async () => {
    const headers = { cookie: session('eu'), 'x-hemisphere-region-states': await fenced('eu-west-1', 'eu-central-1') }
    const { code, status, response } = await edge.refusal({ method: 'GET', uri: '/session', headers })
    expect({ code, status, retry: response.headers?.['retry-after']?.[0]?.value }).toEqual({
      code: 'REGION_UNAVAILABLE',
      status: 503,
      retry: '30',
    })
  })
})

describe('only what is listed', () => {
  test.each([
    ['POST', '/session/sign-in', 'GET'],
    ['HEAD', '/session', 'GET'],
    ['GET', '/session/refresh', 'POST'],
    ['GET', '/session/sign-out', 'POST'],
    ['OPTIONS', '/session/sign-out-everywhere', 'POST'],
  ])('%s %s is refused with what is allowed', async (method, uri, allow) => {
    const { status, response } = await edge.refusal({ method, uri, headers: { cookie: session('eu') } })
    expect({ status, allow: response.headers?.['allow']?.[0]?.value }).toEqual({ status: 405, allow })
  })

  test.each(['/session/', '/session/other', '/sessions', '/session/sign-in/', '/SESSION', '/session/../graphql'])(
    '%s is NOT_FOUND',
    async (uri) => {
      expect(await edge.refusal({ method: 'GET', uri, headers: { cookie: session('eu') } })).toMatchObject({
        code: 'NOT_FOUND',
        status: 404,
      })
    },
  )
})
