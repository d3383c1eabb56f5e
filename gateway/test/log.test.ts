import { createLogger, tenantHash } from '@hemisphere/kit/log.ts'
import { expect, test, vi } from 'vitest'
import { originSecrets, startGatewayWorld } from './gateway-world.ts'

test('each operation is one line that names it and its outcome, and no secret of it', async () => {
  const log = createLogger({ service: 'gateway', region: 'eu-west-1', level: 'silent' })
  const lines = (['info', 'warn', 'error'] as const).map((level) => vi.spyOn(log, level))
  await using world = await startGatewayWorld({ log })
  const tenant = await world.directory.addTenant(['catalog:read'])
  const token = await world.token(tenant)
  const operations = () => lines.flatMap(({ mock }) => mock.calls.filter(([, message]) => message === 'operation').map(([facts]) => facts))

  const query = 'query Lookup($id: ID) { product(id: $id) { id } }'
  await world.ask({ query, token, variables: { id: 'secret-variable' }, headers: { 'x-hemisphere-request-id': 'r-1' } })
  await world.ask({ query: '{ stores { nodes { id } } }', token, headers: { 'x-hemisphere-request-id': 'r-2' } })
  await world.ask({ query, headers: { 'x-hemisphere-request-id': 'r-3' } })
  await vi.waitFor(() => expect(operations()).toHaveLength(3))

  const tenantName = tenantHash(tenant.id)
  const ms = expect.any(Number)
  expect(operations()).toEqual([
    { requestId: 'r-1', tenant: tenantName, operationName: 'Lookup', status: 200, ms, subgraphCalls: 1 },
    { requestId: 'r-2', tenant: tenantName, status: 403, ms, errorCodes: ['FORBIDDEN'] },
    { requestId: 'r-3', status: 401, ms, errorCodes: ['UNAUTHENTICATED'] },
  ])
  const all = JSON.stringify(lines.map(({ mock }) => mock.calls))
  for (const secret of [token, 'secret-variable', tenant.id, originSecrets[0]]) expect(all).not.toContain(secret)
})

test('what is refused by its method or its path is logged as well', async () => {
  const log = createLogger({ service: 'gateway', region: 'eu-west-1', level: 'silent' })
  const info = vi.spyOn(log, 'info')
  await using world = await startGatewayWorld({ log })
  await fetch(`${world.url}/graphql`, { headers: { 'x-hemisphere-request-id': 'r-1' } })
  await fetch(`${world.url}/metrics`, { headers: { 'x-hemisphere-request-id': 'r-2' } })
  const ms = expect.any(Number)
  await vi.waitFor(() =>
    expect(info.mock.calls.filter(([, message]) => message === 'operation').map(([facts]) => facts)).toEqual([
      { requestId: 'r-1', status: 405, ms, errorCodes: ['BAD_USER_INPUT'] },
      { requestId: 'r-2', status: 404, ms, errorCodes: ['NOT_FOUND'] },
    ]),
  )
})
