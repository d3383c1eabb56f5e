import { expect, test } from 'vitest'
import { newTenantSchema } from './new-tenant.ts'

const tenant = {
  slug: 'nordhem',
  name: 'Nordhem',
  homeRegion: 'eu-west-1',
  currencyCode: 'EUR',
  timeZone: 'Europe/Dublin',
  people: [{ email: 'Ada@nordhem.example', role: 'admin' }],
}

test('a tenant is taken as it is written, addresses in small letters', () => {
  expect(newTenantSchema.parse(tenant)).toEqual({ ...tenant, people: [{ email: 'ada@nordhem.example', role: 'admin' }] })
})

test.each([
  ['slug', '-nordhem'],
  ['slug', 'n'.repeat(64)],
  ['name', ' '],
  ['homeRegion', 'eu-west-9'],
  ['currencyCode', 'XYZ'],
  ['timeZone', '+02:00'],
  ['people', []],
  ['partner', { clientId: 'with space', name: 'till' }],
  ['plan', 'gold'],
])('%s %j is refused', (field, value) => {
  expect(newTenantSchema.safeParse({ ...tenant, [field]: value }).success).toBe(false)
})
