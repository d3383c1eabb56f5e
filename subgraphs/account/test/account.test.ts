import { randomBytes } from 'node:crypto'
import { mintInternalToken, type InternalClaims } from '@hemisphere/kit/internal-token.ts'
import { createLogger } from '@hemisphere/kit/log.ts'
import { expect, test } from 'vitest'
import { createAccountSubgraph } from '../src/server.ts'

const key = randomBytes(32)

const caller: InternalClaims = {
  sub: 'ada',
  kind: 'user',
  tenant: '0199aaaa-0000-7000-8000-000000000001',
  zone: 'eu',
  homeRegion: 'eu-west-1',
  region: 'eu-west-1',
  epoch: 3,
  scopes: ['store:read', 'catalog:read'],
  requestId: 'r-1',
  deadline: Date.now() + 60_000,
}

const query = '{ viewer { id scopes tenant { id zone homeRegion placementEpoch } } }'

async function ask(token: string | undefined) {
  await using app = await createAccountSubgraph({
    internalKeys: async () => [key],
    log: createLogger({ service: 'account', region: 'eu-west-1', level: 'silent' }),
  })
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } })
  return answer.json<{ data?: unknown; errors?: { extensions: { code: string } }[] }>()
}

test('the viewer, the scopes in order and the tenant come from the internal token alone', async () => {
  expect(await ask(mintInternalToken(caller, key))).toEqual({
    data: {
      viewer: {
        id: 'user_YWRh',
        scopes: ['catalog:read', 'store:read'],
        // base64url of the sixteen bytes of the tenant's UUID.
        tenant: {
          id: `tenant_${Buffer.from('0199aaaa000070008000000000000001', 'hex').toString('base64url')}`,
          zone: 'eu',
          homeRegion: 'eu-west-1',
          placementEpoch: 3,
        },
      },
    },
  })
})

test('nobody is the viewer of a request that the gateway did not send', async () => {
  const forged = mintInternalToken(caller, randomBytes(32))
  for (const token of [undefined, forged]) {
    const { data, errors } = await ask(token)
    expect(data).toBeUndefined()
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED'])
  }
})
