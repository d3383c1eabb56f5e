import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EdgeRouter } from '@hemisphere/edge-router/edge-router.ts'
import { verifyRegionMap } from '@hemisphere/edge-router/region-map.ts'
import { signRegionStates } from '@hemisphere/edge-router/region-states.ts'
import { createFakeIssuer } from '@hemisphere/edge-router/testing/fake-issuer.ts'
import { originRequest } from '@hemisphere/edge-router/testing/origin-request.ts'
import { topology } from '@hemisphere/topology/regions.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cognitoIssuer } from '@hemisphere/infra/edge/region-map.ts'
import { signBundle } from '@hemisphere/infra/edge/sign-bundle.ts'
import { readSignOrder } from '@hemisphere/infra/edge/sign-order.ts'

const folder = await mkdtemp(join(tmpdir(), 'hemisphere-edge-sign-'))
afterAll(() => rm(folder, { recursive: true }))

const out = join(folder, 'bundle')
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const eu = await createFakeIssuer({ issuer: cognitoIssuer('eu-west-1', 'eu-west-1_AAAAAAAAA'), kid: 'eu-1', now: Date.now })
const us = await createFakeIssuer({ issuer: cognitoIssuer('us-east-1', 'us-east-1_BBBBBBBBB'), kid: 'us-1', now: Date.now })
const file = (name: string): string => join(folder, name)

const args = [
  ['--domain', 'hemisphere.example'],
  ['--user-pools', file('user-pools.json')],
  ['--companies', file('companies.json')],
  ['--key', file('key.pem')],
  ['--out', out],
].flat()

beforeAll(async () => {
  await writeFile(file('user-pools.json'), JSON.stringify({ eu: 'eu-west-1_AAAAAAAAA', us: 'us-east-1_BBBBBBBBB' }))
  await writeFile(file('companies.json'), JSON.stringify({ nordhem: 'eu' }))
  await writeFile(file('key.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }))
})

/** Both issuers' addresses, as the world would have them. */
const issuers: typeof fetch = async (address) => {
  const issuer = [eu, us].find((one) => address === `${one.issuer}/.well-known/jwks.json`)
  if (issuer === undefined) throw new Error("an address was asked that is no issuer's")
  return Response.json({ keys: [{ ...issuer.publicKey, kid: issuer.kid, alg: 'RS256', use: 'sig' }] })
}

async function sign(more: readonly string[] = []): Promise<ReturnType<typeof signBundle>> {
  const order = await readSignOrder([...args, ...more])
  return signBundle({ order, topology, fetch: issuers, now: Date.now })
}

describe('the bundle that is signed for a deployment', () => {
  test('has the functions, and the pages for the errors of CloudFront, and no more', async () => {
    await mkdir(out, { recursive: true })
    await writeFile(join(out, 'left-over'), '')
    await sign()
    expect((await readdir(out, { recursive: true })).toSorted()).toEqual([
      'errors',
      'errors/414.json',
      'errors/502.json',
      'errors/504.json',
      'origin-request',
      'origin-request/index.mjs',
      'viewer-request.js',
    ])
  })

  test('has a map that the edge takes, and sends a tenant home by it with its zone’s secret', async () => {
    const map = await sign()
    const code = await readFile(join(out, 'origin-request', 'index.mjs'), 'utf8')
    const [jws = ''] = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(code) ?? []
    expect(await verifyRegionMap(jws, publicKey, { minimumVersion: map.version })).toEqual(map)

    // A module built a moment ago has no types.
    const { handler } = (await import(pathToFileURL(join(out, 'origin-request', 'index.mjs')).href)) as { readonly handler: EdgeRouter }
    expect(await handler(originRequest({ token: await eu.sign() }))).toMatchObject({
      origin: {
        custom: {
          domainName: 'eu-west-1.home.eu.hemisphere.example',
          port: 443,
          protocol: 'https',
          customHeaders: { 'x-origin-verify': [{ value: 'secret of zone eu' }] },
        },
      },
    })
    expect(await handler(originRequest({ method: 'GET', uri: '/session/sign-in', querystring: 'company=nordhem' }))).toMatchObject({
      origin: { custom: { domainName: 'eu-west-1.home.eu.hemisphere.example' } },
    })
  })

  test('keeps a region out that is fenced now', async () => {
    const states = { version: 9, regions: { 'eu-west-1': { state: 'fenced', writerEpoch: 2 } } } as const
    await writeFile(file('states'), `${await signRegionStates(states, privateKey)}\n`)
    expect((await sign(['--states', file('states')])).regions['eu-west-1']).toMatchObject({ state: 'fenced', writerEpoch: 2 })
  })

  test('is not made from states that somebody else has signed', async () => {
    const states = { version: 9, regions: {} }
    await writeFile(file('states'), await signRegionStates(states, generateKeyPairSync('ed25519').privateKey))
    await expect(sign(['--states', file('states')])).rejects.toThrow('signed by somebody else')
  })

  test('is not made while an issuer does not give its keys', async () => {
    const order = await readSignOrder(args)
    const down: typeof fetch = async () => new Response(undefined, { status: 503 })
    await expect(signBundle({ order, topology, fetch: down, now: Date.now })).rejects.toThrow('status 503')
  })

  test.each([
    ['no domain', args.slice(2), 'got no --domain'],
    ['no key', args.filter((_, index) => index < 6 || index > 7), 'wanted --key or --key-secret'],
    ['two keys', [...args, '--key-secret', 'hemisphere/map-key'], 'wanted --key or --key-secret'],
  ])('is not made with %s', async (_, given, reason) => {
    await expect(readSignOrder(given)).rejects.toThrow(reason)
  })
})
