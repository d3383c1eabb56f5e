import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyRegionMap } from '@hemisphere/edge-router/region-map.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exampleDeployment } from '../../testing/example-deployment.ts'
import { createRegionMap, edgeSettingsSchema } from './region-map.ts'
import { buildSignedEdge, mapKeySchema } from './sign-edge.ts'

const key = mapKeySchema.parse(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }))
const settings = edgeSettingsSchema.parse({
  version: 7,
  issuers: {
    eu: { issuer: 'https://issuer.eu.example', jwksUri: 'https://issuer.eu.example/keys' },
    us: { issuer: 'https://issuer.us.example', jwksUri: 'https://issuer.us.example/keys' },
  },
  companies: { nordhem: 'eu' },
  writerEpochs: { 'eu-west-1': 3 },
})
const issuerKey = {
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }),
  kid: 'one',
  alg: 'RS256',
  use: 'sig',
}
const publish: typeof fetch = async () => Response.json({ keys: [issuerKey] })
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edge-'))
})
afterEach(() => rm(folder, { recursive: true }))

const build = (fetch: typeof globalThis.fetch = publish) => buildSignedEdge({ folder, deployment: exampleDeployment, key, settings, fetch })

test('the edge has the map, signed by the key whose public half it has, and never the private one', async () => {
  expect(await build()).toEqual({ mapVersion: 7 })
  const text = await readFile(join(folder, 'index.mjs'), 'utf8')
  const [jws = ''] = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(text) ?? []
  const { d, ...publicKey } = key
  const map = await verifyRegionMap(jws, publicKey, { minimumVersion: 7 })
  expect(map).toEqual(createRegionMap(exampleDeployment, settings))
  expect(text).not.toContain(d)
  expect(text).toContain(issuerKey.n)
  expect((await readFile(join(folder, 'viewer-request.js'), 'utf8')).length).toBeGreaterThan(100)
})

test('homes are where their accelerators are, with the epoch of their writer', () => {
  const { regions, zones } = createRegionMap(exampleDeployment, settings)
  expect(regions['eu-west-1']).toEqual({
    zone: 'eu',
    buddy: 'eu-central-1',
    origin: { domainName: 'eu-west-1.home.eu.hemisphere.example', port: 443, protocol: 'https' },
    state: 'active',
    writerEpoch: 3,
  })
  expect(regions['us-west-2']?.writerEpoch).toBe(1)
  expect(zones['us']).toMatchObject({ issuer: 'https://issuer.us.example', signInRegion: 'us-east-1' })
})

test('a zone without an issuer stops the build', () => {
  const { eu } = settings.issuers
  if (eu === undefined) throw new Error('the settings have no zone eu')
  expect(() => createRegionMap(exampleDeployment, { ...settings, issuers: { eu } })).toThrow('name no issuer for zone us')
})

test('an issuer that does not answer stops the build', async () => {
  await expect(build(async () => new Response('down', { status: 503 }))).rejects.toThrow('status 503')
})

test('a company of an unknown zone is not signed', async () => {
  const wrong = { ...settings, companies: { nowhere: 'ca' } }
  await expect(buildSignedEdge({ folder, deployment: exampleDeployment, key, settings: wrong, fetch: publish })).rejects.toThrow(
    'unknown zone ca',
  )
})

test('settings that nobody set are refused', () => {
  expect(() => edgeSettingsSchema.parse({})).toThrow('issuers')
  expect(() => mapKeySchema.parse({})).toThrow('crv')
})
