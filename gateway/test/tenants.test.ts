import { expect, test } from 'vitest'
import { codeOf, startGatewayWorld } from './gateway-world.ts'

test('requests of different tenants at the same time share nothing but the plan', async () => {
  await using world = await startGatewayWorld()
  const wide = await world.directory.addTenant(['catalog:read', 'cost:read'])
  const narrow = await world.directory.addTenant(['catalog:read'])
  const tokens = { wide: await world.token(wide), narrow: await world.token(narrow) }

  const viewer = '{ viewer { scopes tenant { id } } }'
  const turns = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'wide' : 'narrow'))
  const answers = await Promise.all(turns.map((name) => world.ask({ query: viewer, token: tokens[name === 'wide' ? 'wide' : 'narrow'] })))
  const expected = {
    wide: { viewer: { scopes: ['catalog:read', 'cost:read'], tenant: { id: wide.id } } },
    narrow: { viewer: { scopes: ['catalog:read'], tenant: { id: narrow.id } } },
  }
  expect(answers.map(({ body }) => body.data)).toEqual(turns.map((name) => (name === 'wide' ? expected.wide : expected.narrow)))

  const costs = '{ product(id: "product_1") { unitCost { amount } } }'
  expect((await world.ask({ query: costs, token: tokens.wide })).body.data).toEqual({ product: { unitCost: { amount: '10.00' } } })
  expect(codeOf(await world.ask({ query: costs, token: tokens.narrow }))).toBe('FORBIDDEN')
})
