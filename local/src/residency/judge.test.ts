import { describe, expect, test } from 'vitest'
import type { Finding } from './evidence.ts'
import { placeOf } from './file-place.ts'
import { judge, judgeLink } from './judge.ts'
import { harborThread, nordhem, rowAtHome } from './testing/small-evidence.ts'

const tenants = new Map([nordhem, harborThread].map((tenant) => [tenant.id, tenant]))
const verdictOf = (change: Partial<Finding>) => judge({ ...rowAtHome, ...change }, tenants)

describe('what lies in the zone of its tenant is well', () => {
  test.each<[string, Partial<Finding>, string]>([
    ['a row in the database of its home', {}, 'home'],
    ['a row in the replica of its home', { place: placeOf('eu-central-1'), member: 'replica' }, 'home'],
    ['a row in the directory of its zone', { kind: 'directory row', home: undefined }, 'zone'],
    ['a session', { kind: 'session', home: undefined, claims: 'eu' }, 'zone'],
    ['a log line of the buddy', { kind: 'log line', home: undefined, place: placeOf('eu-central-1') }, 'zone'],
  ])('%s', (_what, change, verdict) => {
    expect(verdictOf(change)).toEqual({ verdict, reason: '' })
  })
})

describe('what a tenant has in another zone is a violation', () => {
  const inUs = placeOf('us-west-2')
  test.each<[string, Partial<Finding>]>([
    ['a row', { home: 'us-west-2' }],
    ['a job', { kind: 'job', home: 'us-west-2' }],
    ['a cache key', { kind: 'cache key', home: undefined, claims: 'us' }],
    ['a session', { kind: 'session', home: undefined }],
    ['a log line', { kind: 'log line', home: undefined }],
    ['a person at the issuer', { kind: 'account', home: undefined }],
    ['files of a database', { kind: 'database files', home: undefined }],
    ['a word of where it went', { kind: 'placement', home: 'us-west-2' }],
  ])('%s', (_what, change) => {
    expect(verdictOf({ ...change, place: inUs })).toEqual({ verdict: 'violation', reason: 'it lies in zone us, wanted zone eu' })
  })
})

describe('what nobody can account for is a violation', () => {
  test.each<[string, Partial<Finding>, string]>([
    ['a row of a tenant that no directory knows', { tenantId: '33333333-3333-4333-8333-333333333333' }, 'no directory of any zone knows'],
    ['a file in a place that nobody knows', { place: { kind: 'unknown' } }, 'nobody can say'],
    ['a key that begins with another zone', { tenantId: undefined, claims: 'us' }, 'belongs to zone us by its own words'],
    [
      'a log that belongs to no zone',
      { place: { kind: 'global' }, store: 'logs/edge.log', names: ['slug'] },
      'a log that belongs to no zone',
    ],
    ['more than the short name everywhere', { place: { kind: 'global' }, names: ['slug', 'person'] }, 'names the tenant by its person'],
  ])('%s', (_what, change, reason) => {
    const judged = verdictOf(change)
    expect(judged.verdict).toBe('violation')
    expect(judged.reason).toContain(reason)
  })

  test('a tenant of which two directories say different zones', () => {
    const contradicted = new Map([[nordhem.id, { ...nordhem, zone: undefined }]])
    expect(judge(rowAtHome, contradicted).verdict).toBe('violation')
  })
})

describe('an exception has its reason', () => {
  test.each<[string, Partial<Finding>, string]>([
    ['the short name at the edge', { place: { kind: 'global' }, store: 'bundles/edge-router.mjs', names: ['slug'] }, 'global by design'],
    ['rows in another home of the zone', { home: 'eu-central-1', place: placeOf('eu-central-1') }, 'left in another home of the same zone'],
    [
      'word of where a tenant went',
      { kind: 'placement', home: 'eu-central-1', place: placeOf('eu-central-1') },
      'word of where the tenant went',
    ],
    ["a file of this machine's own", { place: { kind: 'machine', why: 'notes of this machine' } }, 'notes of this machine'],
    ['what names no tenant', { tenantId: undefined }, 'it names no tenant'],
  ])('%s', (_what, change, reason) => {
    const judged = verdictOf(change)
    expect(judged.verdict).toBe('exception')
    expect(judged.reason).toContain(reason)
  })
})

test('a stream of data may not lead to another zone, nor to nobody knows where', () => {
  const link = { what: 'write-ahead log', from: placeOf('eu-west-1'), to: placeOf('eu-central-1'), look: 0 }
  expect(judgeLink(link).verdict).toBe('zone')
  expect(judgeLink({ ...link, to: placeOf('us-east-1') }).verdict).toBe('violation')
  expect(judgeLink({ ...link, from: { kind: 'unknown' } }).verdict).toBe('violation')
})
