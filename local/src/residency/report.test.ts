import { expect, test } from 'vitest'
import { placeOf } from './file-place.ts'
import { renderText } from './render-text.ts'
import { makeReport } from './report.ts'
import { evidenceWith, harborThread, nordhem, rowAtHome } from './testing/small-evidence.ts'

test('a report holds when everything was looked at and all is where it belongs', () => {
  const report = makeReport(evidenceWith({}))
  expect(report.outcome).toBe('holds')
  expect(report.violations).toEqual([])
  expect(report.tenants.map(({ slug, outcome }) => [slug, outcome])).toEqual([
    ['nordhem', 'holds'],
    ['harbor-thread', 'holds'],
  ])
})

test('one foreign row violates the residency of its tenant alone, and the report names it', () => {
  const foreign = { ...rowAtHome, place: placeOf('us-east-1'), store: 'home-us-east-1 in us-east-1', home: 'us-east-1' as const, count: 1 }
  const report = makeReport(evidenceWith({ findings: [rowAtHome, foreign] }))
  expect(report.outcome).toBe('violated')
  expect(report.violations).toEqual([
    {
      tenantId: nordhem.id,
      what: '1 × row: store.store',
      where: 'home-us-east-1 in us-east-1, zone us (us-east-1)',
      reason: 'it lies in zone us, wanted zone eu',
      look: 0,
    },
  ])
  expect(report.tenants.find(({ id }) => id === harborThread.id)?.outcome).toBe('holds')
  expect(renderText(report)).toContain('VIOLATION  nordhem: 1 × row: store.store')
})

test('a look that failed leaves the report incomplete: silence is no proof', () => {
  const failed = { store: 'cache of us-east-1', region: 'us-east-1' as const, how: 'INFO', found: 0, failure: 'connect ECONNREFUSED' }
  const report = makeReport(evidenceWith({ looks: [failed] }))
  expect(report.outcome).toBe('incomplete')
  expect(renderText(report)).toContain('NOT SEEN   cache of us-east-1: connect ECONNREFUSED')
})

test('without a tenant nothing is proved', () => {
  expect(makeReport(evidenceWith({ tenants: [], findings: [] })).outcome).toBe('incomplete')
})

test('a way out of a database and a stream to another zone violate, whoever they are of', () => {
  const waysOut = [{ what: '1 logical subscriptions in home-eu-west-1 in eu-west-1', place: placeOf('eu-west-1'), look: 0 }]
  const links = [{ what: 'write-ahead log', from: placeOf('eu-west-1'), to: placeOf('us-east-1'), look: 0 }]
  const report = makeReport(evidenceWith({ waysOut, links }))
  expect(report.violations.map(({ tenantId, reason }) => [tenantId, reason])).toEqual([
    [undefined, 'it leads from zone eu to zone us'],
    [undefined, 'it could lead out of zone eu (eu-west-1), and nobody has said where to'],
  ])
})
