import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { findTakenPorts, listPorts, planFreePorts, planPorts } from './ports.ts'

test('no two parts of a world want the same port', () => {
  const ports = listPorts(planPorts(4000)).map(([port]) => port)
  expect(new Set(ports).size).toBe(ports.length)
})

test('the ports of the documentation are those of base 4000', () => {
  const { edge, secrets, issuers, regions } = planPorts(4000)
  expect({ edge, secrets, issuers }).toEqual({ edge: 4000, secrets: 4001, issuers: { eu: 4010, us: 4011 } })
  expect(regions['eu-west-1']).toEqual({
    gateway: 4100,
    account: 4101,
    catalog: 4102,
    forecasting: 4103,
    store: 4104,
    worker: 4105,
    keeper: 4106,
    redis: 4107,
    sessions: 4108,
    accelerator: 4109,
    databases: { 'home-eu-west-1': 4110, 'home-eu-central-1': 4111, 'directory-eu': 4112 },
  })
  expect(regions['us-west-2'].gateway).toBe(4400)
})

test('a taken port is told with what wants it', async () => {
  const plan = await planFreePorts()
  const squatter = createServer().listen(plan.regions['us-east-1'].catalog, '127.0.0.1')
  await once(squatter, 'listening')
  try {
    expect(await findTakenPorts(plan)).toEqual([[plan.regions['us-east-1'].catalog, 'catalog of us-east-1']])
  } finally {
    squatter.close()
  }
})
