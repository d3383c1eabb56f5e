import { expect, test } from 'vitest'
import { servicePlans } from './service-plans.ts'

const named = (name: string) => servicePlans.find((plan) => plan.name === name)

test('each service that is called is planned before its caller, and listens', () => {
  const order = servicePlans.map(({ name }) => name)
  for (const { name, calls } of servicePlans) {
    for (const called of calls) {
      expect(order.indexOf(called)).toBeLessThan(order.indexOf(name))
      expect(named(called)?.port).toBeGreaterThan(0)
    }
  }
})

test('no two listen at one port, and the load balancer calls the gateway past its proxy', () => {
  const ports = servicePlans.flatMap(({ port, proxyPort }) => [port, proxyPort]).filter((port) => port !== undefined)
  expect(new Set(ports).size).toBe(ports.length)
  expect(named('gateway')?.proxyPort).toBeDefined()
})

test('no service but the gateway reads what is for the gateway alone', () => {
  const own = new Set(['hemisphere/origin-verify', 'hemisphere/session-key', 'hemisphere/client/web'])
  expect(servicePlans.filter(({ secrets }) => secrets.some((secret) => own.has(secret))).map(({ name }) => name)).toEqual(['gateway'])
})
