import { describe, expect, test } from 'vitest'
import type { LoadKind, LoadOutcome, LoadRecord, LoadRequest } from './load.ts'
import { acknowledgedKeys, lostWrites, summarizeLoad, timeToSuccess } from './summary.ts'

function request(kind: LoadKind, startedAt: number, endedAt: number, outcome: Partial<LoadOutcome> = {}): LoadRequest {
  return { kind, startedAt, endedAt, ok: true, status: 200, region: 'eu-west-1', zone: 'eu', role: 'home', ...outcome }
}

function record(requests: readonly LoadRequest[], overrides: Partial<LoadRecord> = {}): LoadRecord {
  return { startedAt: 0, endedAt: 1_000, marks: [], requests, endedBy: 'stop', ...overrides }
}

const refused: LoadOutcome = { ok: false, status: 503, code: 'REGION_UNAVAILABLE' }
const reset: LoadRequest = { kind: 'read', startedAt: 0, endedAt: 1, ok: false, code: 'ECONNRESET' }

test('reads and writes are counted apart, failures by code', () => {
  const { reads, writes } = summarizeLoad(
    record([
      request('read', 0, 1),
      request('read', 1, 2, refused),
      reset,
      request('write', 0, 1),
      request('write', 1, 2, { ok: false, code: 'REGION_READ_ONLY' }),
    ]),
    'eu',
  )
  expect(reads).toMatchObject({ requests: 3, failures: 2, failuresByCode: { REGION_UNAVAILABLE: 1, ECONNRESET: 1 } })
  expect(writes).toMatchObject({ requests: 2, failures: 1, failuresByCode: { REGION_READ_ONLY: 1 } })
})

test('answers are counted by region, zone and role', () => {
  const { reads } = summarizeLoad(
    record([request('read', 0, 1), request('read', 1, 2, { region: 'eu-central-1', role: 'buddy-read-only' }), reset]),
    'eu',
  )
  expect(reads).toMatchObject({
    regions: { 'eu-west-1': 1, 'eu-central-1': 1 },
    zones: { eu: 2 },
    roles: { home: 1, 'buddy-read-only': 1 },
    answeredElsewhere: 0,
  })
})

test('an answer from another zone is counted, also one that is a refusal', () => {
  const { reads, writes } = summarizeLoad(
    record([
      request('read', 0, 1, { zone: 'us' }),
      request('read', 0, 1, { ...refused, zone: 'us' }),
      request('write', 0, 1, { zone: 'us' }),
      request('write', 0, 1),
    ]),
    'eu',
  )
  expect([reads.answeredElsewhere, writes.answeredElsewhere]).toEqual([2, 1])
})

describe('the longest gap', () => {
  const gapOf = (requests: readonly LoadRequest[], overrides: Partial<LoadRecord> = {}) =>
    summarizeLoad(record(requests, overrides), 'eu').reads.longestGap

  test('is the longest time between the ends of two successes', () => {
    const requests = [request('read', 0, 100), request('read', 100, 800), request('read', 200, 300), request('read', 850, 950)]
    expect(gapOf(requests)).toMatchObject({ ms: 500, from: 300, to: 800 })
  })

  test('is not shortened by failures or by the other kind', () => {
    const requests = [request('read', 0, 100), request('read', 100, 400, refused), request('write', 0, 500), request('read', 0, 900)]
    expect(gapOf(requests)).toMatchObject({ ms: 800, from: 100, to: 900 })
  })

  test('may lie before the first success or after the last one', () => {
    expect(gapOf([request('read', 0, 700)])).toMatchObject({ ms: 700, from: 0, to: 700 })
    expect(gapOf([request('read', 0, 200)])).toMatchObject({ ms: 800, from: 200, to: 1_000 })
  })

  test('is the whole load when nothing succeeded', () => {
    expect(gapOf([request('read', 0, 100, refused)])).toMatchObject({ ms: 1_000, from: 0, to: 1_000 })
  })

  test('tells the mark before it and the marks in it', () => {
    const marks = [
      { name: 'start', at: 0 },
      { name: 'compute lost', at: 90 },
      { name: 'detected', at: 300 },
      { name: 'back', at: 900 },
    ]
    const gap = gapOf([request('read', 0, 100), request('read', 700, 800)], { marks })
    expect(gap).toMatchObject({ ms: 700, after: { name: 'compute lost', ms: 10 }, during: ['detected'] })
  })
})

describe('the time from an instant to the first success', () => {
  test('runs to the end of the first success that was started after it', () => {
    const requests = [request('read', 390, 410), request('read', 420, 460, refused), request('read', 430, 500), request('read', 440, 480)]
    expect(timeToSuccess(record(requests), 'read', 400)).toBe(80)
  })

  test('is unknown without one', () => {
    expect(timeToSuccess(record([request('read', 390, 410), request('write', 500, 600)]), 'read', 400)).toBeUndefined()
  })
})

describe('acknowledged writes', () => {
  const writes = [
    request('write', 0, 1, { key: 'a' }),
    request('write', 1, 2, { key: 'b' }),
    request('write', 2, 3, { ...refused, key: 'c' }),
  ]

  test('that are not found again are lost; those that were not acknowledged are not', () => {
    expect(acknowledgedKeys(record(writes))).toEqual(['a', 'b'])
    expect(lostWrites(record(writes), new Set(['a']))).toEqual(['b'])
  })

  test('without a key are a fault, since nobody could look for them', () => {
    expect(() => acknowledgedKeys(record([request('write', 0, 1)]))).toThrow('without a key')
  })
})
