import { createHmac } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildViewerRequest } from '@hemisphere/edge-router/build-viewer-request.ts'
import { buildEdgeRouter } from '@hemisphere/edge-router/build.ts'
import { signRegionMap, type RegionMap } from '@hemisphere/edge-router/region-map.ts'
import { zoneSecrets } from '@hemisphere/edge-router/testing/origin-request.ts'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloudFront } from '../cloudfront/cloudfront.ts'
import { startTinyOrigin, type TinyOrigin } from '../cloudfront/testing/tiny-origin.ts'
import { startIssuer } from './issuer.ts'
import { clientCredentials, signIn } from './sign-in.ts'
import { tenantTrigger, writeTriggerBundle } from './testing/trigger-bundle.ts'
import { openUserPool } from './user-pool.ts'

const password = 'correct horse battery staple'
const running = new AsyncDisposableStack()
const homes = new Map<string, TinyOrigin>()
let folder: string
let edgeUrl: string

// Two zones, an origin a region, the edge's own bundle: everything but the directory and the graph.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-path-'))
  running.defer(() => rm(folder, { recursive: true }))
  for (const region of ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2']) {
    homes.set(region, running.use(await startTinyOrigin((request, response) => request.resume().on('end', () => response.end(region)))))
  }
  const [eu, us] = [await startZone('eu', 'eu-west-1', 'nordhem'), await startZone('us', 'us-east-1', 'harbor-thread')]
  const region = (name: string, zone: string, buddy: string) => {
    const origin = { domainName: '127.0.0.1', port: homes.get(name)?.port ?? 0, protocol: 'http' } as const
    return { zone, buddy, state: 'active', writerEpoch: 1, origin } as const
  }
  const map: RegionMap = {
    version: 1,
    zones: {
      eu: { issuer: eu.issuer, jwksUri: eu.jwksUri, signInRegion: 'eu-west-1' },
      us: { issuer: us.issuer, jwksUri: us.jwksUri, signInRegion: 'us-east-1' },
    },
    regions: {
      'eu-west-1': region('eu-west-1', 'eu', 'eu-central-1'),
      'eu-central-1': region('eu-central-1', 'eu', 'eu-west-1'),
      'us-east-1': region('us-east-1', 'us', 'us-west-2'),
      'us-west-2': region('us-west-2', 'us', 'us-east-1'),
    },
    companies: { nordhem: 'eu', 'harbor-thread': 'us' },
  }
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const byKid = (keys: readonly JWK[]) => Object.fromEntries(keys.map((key) => [key.kid ?? '', key]))
  const baked = {
    mapKey: await exportJWK(publicKey),
    regionMap: await signRegionMap(map, privateKey),
    keys: { [eu.issuer]: byKid(eu.publicKeys), [us.issuer]: byKid(us.publicKeys) },
  }
  const { outFile } = await buildEdgeRouter({ outFile: join(folder, 'index.mjs'), baked })
  edgeUrl = await startEdge(outFile)
})

afterAll(() => running.disposeAsync())

async function startZone(zone: string, homeRegion: string, company: string) {
  const pool = await openUserPool(join(folder, zone))
  await pool.ensureUser({ email: `planner@${company}.example`, password })
  await pool.ensureClient({ name: `partner@${company}`, secret: `secret of ${company}` })
  const trigger = running.use(await writeTriggerBundle(tenantTrigger(homeRegion)))
  return running.use(
    await startIssuer({ zone, region: homeRegion, port: 0, pool, triggerBundle: trigger.path, secretsEndpoint: 'http://127.0.0.1:1' }),
  )
}

async function startEdge(bundle: string): Promise<string> {
  const defaultOriginHeaders = zoneSecrets
  const { outFile } = await buildViewerRequest({ outFile: join(folder, 'viewer-request.js') })
  const viewerRequest = { function: outFile, keyValueFile: join(folder, 'key-values.json') }
  return running.use(await startCloudFront({ port: 0, viewerRequest, bundle, defaultOriginHeaders })).url
}

async function ask(token: string, headers: Readonly<Record<string, string>> = {}): Promise<{ status: number; body: string }> {
  const answer = await fetch(`${edgeUrl}/graphql`, {
    method: 'POST',
    body: '{}',
    headers: { authorization: `Bearer ${token}`, ...headers },
  })
  return { status: answer.status, body: await answer.text() }
}

const codeOf = ({ body }: { body: string }): unknown => JSON.parse(body).errors[0].extensions.code
const tokenOf = async (company: string): Promise<string> =>
  (await signIn({ edgeUrl, email: `planner@${company}.example`, password })).accessToken

describe('who signs in through the edge', () => {
  test.each([
    ['nordhem', 'eu-west-1'],
    ['harbor-thread', 'us-east-1'],
  ])('is at home at once: %s in %s, a person and a client alike', async (company, home) => {
    expect(await ask(await tokenOf(company))).toEqual({ status: 200, body: home })
    const { accessToken } = await clientCredentials({ edgeUrl, client: `partner@${company}`, secret: `secret of ${company}` })
    expect(await ask(accessToken)).toEqual({ status: 200, body: home })
  })

  test('brings a request id and the secret of its zone along, whatever was sent in their place', async () => {
    await ask(await tokenOf('nordhem'), {
      'x-hemisphere-request-id': 'spoofed',
      'x-hemisphere-tenant': 'spoofed',
      'x-origin-verify': 'spoofed',
    })
    const headers = homes.get('eu-west-1')?.received.at(-1)?.headers
    expect(headers).toMatchObject({
      'x-origin-verify': 'secret of zone eu',
      'x-hemisphere-request-id': headers?.['x-amz-cf-id'],
      host: '127.0.0.1',
    })
    expect(JSON.stringify(headers)).not.toContain('spoofed')
  })

  test('is told when the company is unknown', async () => {
    await expect(signIn({ edgeUrl, email: 'planner@unknown.example', password })).rejects.toThrow(
      'no company is known by the slug "unknown"',
    )
  })
})

describe('a token is refused at the edge', () => {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const decode = (part = ''): object => JSON.parse(Buffer.from(part, 'base64url').toString())

  test('without a signature, or with one by HMAC', async () => {
    const [header, payload] = (await tokenOf('nordhem')).split('.')
    expect(codeOf(await ask(`${encode({ ...decode(header), alg: 'none' })}.${payload}.`))).toBe('UNAUTHENTICATED')
    const signed = `${encode({ ...decode(header), alg: 'HS256' })}.${payload}`
    expect(codeOf(await ask(`${signed}.${createHmac('sha256', 'any').update(signed).digest('base64url')}`))).toBe('UNAUTHENTICATED')
  })

  test('with another home region than it was signed with', async () => {
    const [header, payload, signature] = (await tokenOf('nordhem')).split('.')
    const before = homes.get('us-east-1')?.received.length
    expect(codeOf(await ask(`${header}.${encode({ ...decode(payload), 'dt:hr': 'us-east-1', 'dt:z': 'us' })}.${signature}`))).toBe(
      'UNAUTHENTICATED',
    )
    expect(homes.get('us-east-1')?.received.length).toBe(before)
  })
})

test('a bundle whose region map was tampered with refuses everything', async () => {
  const text = await readFile(join(folder, 'index.mjs'), 'utf8')
  const jws = /ey[\w-]+\.(ey[\w-]+)\.[\w-]+/.exec(text)
  if (jws === null) throw new Error('the bundle holds no region map')
  const [whole, payload = ''] = jws
  const map = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const forged = Buffer.from(JSON.stringify({ ...map, companies: { nordhem: 'us' } })).toString('base64url')
  await writeFile(join(folder, 'forged.mjs'), text.replace(whole, whole.replace(payload, forged)))
  const url = await startEdge(join(folder, 'forged.mjs'))
  const answer = await fetch(`${url}/.well-known/hemisphere/realm?company=nordhem`)
  expect({ status: answer.status, code: codeOf({ body: await answer.text() }) }).toEqual({ status: 503, code: 'REGION_UNAVAILABLE' })
})
