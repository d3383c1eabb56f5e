import { tenantHash } from '@hemisphere/kit/log.ts'
import { describe, expect, test } from 'vitest'
import { createTenantFinder, longerWords, type NamedTenant } from './tenant-names.ts'
import { harborThread, nordhem } from './testing/small-evidence.ts'

const subject = '99999999-9999-4999-8999-999999999999'
const tenants: readonly NamedTenant[] = [
  { ...nordhem, people: ['planner@nordhem.example', subject], clients: ['partner@nordhem'] },
  { ...harborThread, people: [], clients: [] },
]
const find = createTenantFinder(tenants)
const namesIn = (text: string): unknown => [...find(text)].map(([id, names]) => [id, [...names].toSorted()])

describe('a tenant is found by', () => {
  const hash = tenantHash(nordhem.id)
  // A compact JWS as RFC 7515 has it: header, payload, signature.
  const signed = [{ alg: 'EdDSA' }, { companies: { nordhem: 'eu' } }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  test.each<[string, string, string[]]>([
    ['its id', `eu:${nordhem.id}:graph`, ['id']],
    ['its id in capitals', nordhem.id.toUpperCase(), ['id']],
    ['its short name in whatever case', 'tenant NORDHEM', ['slug']],
    ['its hash in a log', `{"tenant":"${hash}"}`, ['log hash']],
    ["a person's subject", `{"accountId":"${subject}"}`, ['person']],
    ["a person's address, also in a URL", 'planner%40nordhem.example', ['person', 'slug']],
    ['its short name as part of a name of a file', 'nordhem-export_2026.csv', ['slug']],
    ['a client', '["partner@nordhem"]', ['client']],
    ['a signed document that names it', `const map = '${signed.join('.')}.c2ln'`, ['slug']],
  ])('%s', (_what, text, names) => {
    expect(namesIn(text)).toEqual([[nordhem.id, names]])
  })
})

test.each([
  ['the hash outside of a log line', tenantHash(nordhem.id)],
  ['a longer word', 'nordhems xnordhem nordhem2'],
  ['nothing', ''],
])('a tenant is not found in %s', (_what, text) => {
  expect(namesIn(text)).toEqual([])
})

test("a longer name of another tenant is that tenant's alone", () => {
  const outlet = { ...harborThread, slug: 'nordhem-outlet', name: 'Nordhem Outlet', people: [], clients: [] }
  const found = createTenantFinder([...tenants.slice(0, 1), outlet])('nordhem-outlet.csv and Nordhem Outlet')
  expect([...found.keys()]).toEqual([outlet.id])
  expect(longerWords(nordhem, [nordhem, outlet])).toEqual(['nordhem-outlet', 'Nordhem Outlet'])
})
