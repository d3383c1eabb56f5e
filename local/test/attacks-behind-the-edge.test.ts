import { createHmac, generateKeyPairSync } from 'node:crypto'
import { mintInternalToken, type InternalClaims } from '@hemisphere/kit/internal-token.ts'
import { signRegionStates } from '@hemisphere/edge-router/region-states.ts'
import { loadMapKey } from '@hemisphere/local/world/map-key.ts'
import { regionNamed, regions } from '@hemisphere/topology/regions.ts'
import { secretIds } from '@hemisphere/local/world/secret-ids.ts'
import { stateFolderAt } from '@hemisphere/local/world/state-folder.ts'
import { tenantIdOf } from '@hemisphere/local/world/tenants.ts'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import {
  atGatewayOf,
  atSubgraphsOf,
  attack,
  forbidden,
  moved,
  send,
  unauthenticated,
  unavailable,
  violation,
  type Attack,
} from './support/attack.ts'
import { zoneForge } from './support/forged-tokens.ts'
import { userToken } from './support/tokens.ts'
import { reachedBy } from './support/trace.ts'
import { secretOf } from './support/world-secrets.ts'

const seconds = Math.floor(Date.now() / 1_000)
const names = regions.map(({ name }) => name)
let planner: string

beforeAll(async () => {
  planner = await userToken('planner@nordhem.example')
})

/** As if by the edge: with what only the edge knows. */
const asEdge = (region: string, ...headers: readonly string[]): Pick<Attack, 'url' | 'headers'> => ({
  url: inject('world').gateways[region] ?? '',
  headers: [`x-origin-verify: ${originVerifyOf(regionNamed(region).zone)}`, ...headers],
})

function originVerifyOf(zone: string): string {
  const secret = inject('world').originVerify[zone]
  if (secret === undefined) throw new Error(`the edge has no secret of zone ${zone}`)
  return secret
}

describe('a genuine token is refused', () => {
  test.each(names)('straight at the gateway of %s, which does not hear the edge', async (region) => {
    const url = inject('world').gateways[region] ?? ''
    expect(await attack({ url, token: planner })).toEqual({ ...forbidden, ...atGatewayOf(region) })
    expect(await attack({ url, token: planner, headers: ['x-origin-verify: a guess'] })).toEqual({ ...forbidden, ...atGatewayOf(region) })
  })

  test.each([
    ['eu-west-1', 'us'],
    ['us-west-2', 'eu'],
  ])('at the gateway of %s from whoever knows the secret of zone %s', async (region, otherZone) => {
    const url = inject('world').gateways[region] ?? ''
    const headers = [`x-origin-verify: ${originVerifyOf(otherZone)}`]
    expect(await attack({ url, token: planner, headers })).toEqual({ ...forbidden, ...atGatewayOf(region) })
  })

  test('at the accelerator of its home, which lets everything through to the same', async () => {
    const url = inject('world').accelerators['eu-west-1'] ?? ''
    expect(await attack({ url, token: planner })).toEqual({ ...forbidden, ...atGatewayOf('eu-west-1') })
  })

  test('by the buddy of its home, while that is well', async () => {
    const token = await userToken('planner@harbor-thread.example')
    expect(await attack({ token })).toMatchObject({ status: 200, ...atSubgraphsOf('us-east-1') })
    expect(await attack({ ...asEdge('us-west-2'), token })).toEqual({ ...unavailable, ...atGatewayOf('us-west-2') })
  })

  test.each(['us-east-1', 'us-west-2'])('by %s, a region of the other zone', async (region) => {
    expect(await attack({ ...asEdge(region), token: planner })).toEqual({ ...unauthenticated, ...atGatewayOf(region) })
  })

  test('by every subgraph of every region, which hear the gateway alone', async () => {
    for (const subgraphs of Object.values(inject('world').subgraphs)) {
      for (const url of Object.values(subgraphs)) {
        const answers = [await send({ url, token: planner }), await send({ url }), await send({ url, query: '{ _service { sdl } }' })]
        expect(answers.map(({ status, code }) => ({ status, code }))).toEqual([unauthenticated, unauthenticated, unauthenticated])
        for (const { text } of answers) expect(JSON.parse(text)).not.toHaveProperty('data')
      }
    }
  })
})

describe('a gateway looks again at what the edge has let through', () => {
  test('and answers what is in order', async () => {
    expect(await attack({ ...asEdge('eu-west-1'), token: planner })).toMatchObject({ status: 200, ...atSubgraphsOf('eu-west-1') })
  })

  test.each<[string, Readonly<Record<string, unknown>>, object]>([
    ['a token of the other zone', { 'dt:z': 'us', 'dt:hr': 'us-east-1' }, violation],
    ['a token with a home in the other zone', { 'dt:hr': 'us-east-1' }, moved],
    ['a token that has expired', { iat: seconds - 400, exp: seconds - 90 }, unauthenticated],
    ['a token from the future', { iat: seconds + 300, exp: seconds + 600 }, unauthenticated],
    ['an ID token', { token_use: 'id' }, unauthenticated],
    ['a token without a client', { client_id: undefined }, unauthenticated],
    ['a token of another issuer', { iss: 'https://issuer.example' }, unauthenticated],
  ])('%s', async (_case, claims, expected) => {
    const token = await (await zoneForge('eu')).sign(planner, claims)
    expect(await attack({ ...asEdge('eu-west-1'), token })).toEqual({ ...expected, ...atGatewayOf('eu-west-1') })
  })

  test('a token of us-east-1 at eu-west-1, whatever it claims', async () => {
    const harbor = await userToken('planner@harbor-thread.example')
    const forge = await zoneForge('us')
    for (const token of [harbor, await forge.sign(harbor, { 'dt:z': 'eu', 'dt:hr': 'eu-west-1', 'dt:t': tenantIdOf('nordhem') })])
      expect(await attack({ ...asEdge('eu-west-1'), token })).toEqual({ ...unauthenticated, ...atGatewayOf('eu-west-1') })
  })
})

describe('headers that only the edge may set', () => {
  const write = 'mutation { salesRecord(input: { idempotencyKey: "attack-headers", source: "attack", lines: [] }) { userErrors { code } } }'

  test('say something to a gateway', async () => {
    const ahead = asEdge('eu-west-1', 'x-hemisphere-writer-epoch: 99')
    expect(await attack({ ...ahead, token: planner })).toEqual({ ...unavailable, ...atGatewayOf('eu-west-1') })
    const draining = asEdge('eu-west-1', 'x-hemisphere-home-state: draining')
    const token = await userToken('admin@nordhem.example')
    expect(await attack({ ...draining, token, query: write })).toMatchObject({ code: 'REGION_READ_ONLY', ...atGatewayOf('eu-west-1') })
    expect((await send({ ...asEdge('eu-west-1', 'x-hemisphere-deadline-ms: nonsense'), token })).code).toBe('BAD_USER_INPUT')
    expect((await send({ ...asEdge('eu-west-1', 'x-hemisphere-request-id: spoofed'), token })).requestId).toBe('spoofed')
  })

  test('are the edge’s own, whoever else sends them in whatever letters', async () => {
    const spoofed = [
      'x-hemisphere-writer-epoch: 99',
      'X-HEMISPHERE-HOME-STATE: draining',
      'X-Hemisphere-Deadline-Ms: nonsense',
      'x-hemisphere-request-id: spoofed',
      'x-hemisphere-tenant: spoofed',
      'X-Origin-Verify: a guess',
    ]
    const answer = await send({ token: await userToken('admin@nordhem.example'), query: write, headers: [...spoofed, ...spoofed] })
    expect([answer.status, answer.code]).toEqual([200, undefined])
    expect(answer.requestId).not.toBe('spoofed')
    expect(await reachedBy(answer.requestId)).toBe('the subgraphs of eu-west-1')
  })

  test('can not fence a home, not even by states that are genuine', async () => {
    const { privateKey } = await loadMapKey(stateFolderAt(inject('world').stateFolder))
    const fenced = { version: 4_000_000_000, regions: { 'eu-west-1': { state: 'fenced', writerEpoch: 99 } } } as const
    const documents = [
      await signRegionStates(fenced, privateKey),
      await signRegionStates(fenced, generateKeyPairSync('ed25519').privateKey),
    ]
    for (const document of documents) {
      const request = { token: planner, headers: [`x-hemisphere-region-states: ${document}`] }
      expect(await attack(request)).toMatchObject({ status: 200, ...atSubgraphsOf('eu-west-1') })
      expect(await attack({ token: planner })).toMatchObject({ status: 200, ...atSubgraphsOf('eu-west-1') })
    }
  })

  test('can not be taken out of what the edge sends on', async () => {
    const headers = ['connection: x-origin-verify, x-hemisphere-writer-epoch']
    expect(await attack({ token: planner, headers })).toMatchObject({ status: 200, ...atSubgraphsOf('eu-west-1') })
  })
})

describe('a token of the gateway for its subgraphs', () => {
  const claims: InternalClaims = {
    sub: 'attacker',
    kind: 'user',
    tenant: tenantIdOf('nordhem'),
    zone: 'eu',
    homeRegion: 'eu-west-1',
    region: 'eu-west-1',
    epoch: 1,
    scopes: ['catalog:read', 'store:read', 'forecast:read', 'sales:read'],
    requestId: 'attack-on-a-subgraph',
    deadline: Date.now() + 60_000,
  }
  const keyOf = async (region: string): Promise<Buffer> => Buffer.from(await secretOf(region, secretIds.internalTokenKey), 'base64url')
  const catalog = (): string => inject('world').subgraphs['eu-west-1']?.['catalog'] ?? ''
  const query = '{ products(first: 1) { nodes { id } } }'

  test('opens them when it is genuine', async () => {
    const token = mintInternalToken(claims, await keyOf('eu-west-1'))
    const { status, text } = await send({ url: catalog(), token, query })
    expect([status, JSON.parse(text)]).toEqual([200, { data: { products: { nodes: [{ id: expect.any(String) }] } } }])
  })

  test.each<[string, () => Promise<string>]>([
    ['with a key of nobody', async () => mintInternalToken(claims, Buffer.alloc(32, 1))],
    ['with an empty key', async () => mintInternalToken(claims, Buffer.alloc(0))],
    ['with the key of its buddy', async () => mintInternalToken(claims, await keyOf('eu-central-1'))],
    ['with the key of the other zone', async () => mintInternalToken(claims, await keyOf('us-east-1'))],
    ['with what proves the edge', async () => mintInternalToken(claims, Buffer.from(originVerifyOf('eu')))],
    ['that is past its deadline', async () => mintInternalToken({ ...claims, deadline: Date.now() - 1 }, await keyOf('eu-west-1'))],
    [
      'whose tenant was changed',
      async () => {
        const [header, , signature] = mintInternalToken(claims, await keyOf('eu-west-1')).split('.')
        const changed = Buffer.from(JSON.stringify({ ...claims, tenant: tenantIdOf('atelier-zero') })).toString('base64url')
        return `${header}.${changed}.${signature}`
      },
    ],
    [
      'that says it needs no signature',
      async () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
    ],
    [
      'with another header under a good signature',
      async () => {
        const text = [{ alg: 'HS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
        return `${text}.${createHmac('sha256', await keyOf('eu-west-1'))
          .update(text)
          .digest('base64url')}`
      },
    ],
  ])('is refused %s', async (_case, makeToken) => {
    const { status, code, text } = await send({ url: catalog(), token: await makeToken(), query })
    expect([status, code]).toEqual([401, 'UNAUTHENTICATED'])
    expect(JSON.parse(text)).not.toHaveProperty('data')
  })
})
