import { parseOrder } from '@hemisphere/operate/order.ts'
import { expect, test } from 'vitest'
import { exampleDeployment } from '../../testing/example-deployment.ts'
import { regionFor, zoneOfAccount } from './choose-place.ts'

test.each([
  [{ command: 'promote', home: 'eu-west-1', to: 'eu-central-1' }, 'eu-central-1'],
  [{ command: 'promote', home: 'eu-west-1', to: 'eu-west-1' }, 'eu-west-1'],
  [{ command: 'promote-sessions', to: 'eu-central-1' }, 'eu-central-1'],
  [{ command: 'move-tenant', slug: 'nordhem', to: 'eu-central-1' }, 'eu-central-1'],
  [{ command: 'status' }, 'eu-west-1'],
])('%j runs in %s', (order, region) => {
  expect(regionFor(parseOrder(order), exampleDeployment, 'eu')).toBe(region)
})

test('an order for a region of another zone has no place', () => {
  const order = parseOrder({ command: 'promote', home: 'us-east-1', to: 'us-west-2' })
  expect(() => regionFor(order, exampleDeployment, 'eu')).toThrow('got region us-west-2, wanted one of zone eu: eu-west-1, eu-central-1')
})

test('an account decides the zone, and one of no zone is refused', () => {
  expect(zoneOfAccount(exampleDeployment, '333333333333')).toBe('us')
  expect(() => zoneOfAccount(exampleDeployment, exampleDeployment.accounts.edge)).toThrow('wanted that of a zone')
})
