import { describe, expect, test } from 'vitest'
import { exitStatus, holds, type DrillResult, type KindFigures } from './drill-result.ts'
import { drillReport, drillTable, duration } from './table.ts'
import { wrap } from './text-columns.ts'

function figures(requests: number, failures: number, ms: number): KindFigures {
  return { requests, failures, longestGap: { ms, from: 0, to: ms, after: undefined, during: [] } }
}

function result(overrides: Partial<DrillResult> = {}): DrillResult {
  return {
    name: 'compute-lost',
    fault: 'the gateway and subgraphs of eu-west-1 end at once',
    expected: 'the buddy reads from its replica, writes go on',
    seen: 'eu-central-1 answered 1.2 s after detection as buddy-read-only',
    checks: [{ what: 'reads resume', limit: '≤ 2 s', seen: '1.2 s', held: true }],
    load: { reads: figures(1_204, 12, 2_400), writes: figures(311, 3, 340) },
    acknowledgedWritesLost: 0,
    reachedOtherZone: 0,
    ...overrides,
  }
}

const missed: DrillResult = result({ checks: [{ what: 'reads resume', limit: '≤ 2 s', seen: '3.1 s', held: false }] })

describe('a drill', () => {
  test('holds when all its checks hold', () => {
    expect(holds(result())).toBe(true)
  })

  test.each<[string, DrillResult]>([
    ['with one check that does not hold', missed],
    ['without any check', result({ checks: [] })],
    ['with a request that reached another zone', result({ reachedOtherZone: 1 })],
    ['that was not carried through', result({ error: 'the world is not running' })],
  ])('%s falls short', (_what, drill) => {
    expect(holds(drill)).toBe(false)
  })
})

test('the exit status is 0 only when there are drills and all of them hold', () => {
  expect(exitStatus([result(), result()])).toBe(0)
  expect(exitStatus([result(), missed])).toBe(1)
  expect(exitStatus([])).toBe(1)
})

describe('the table', () => {
  test('has every column and every figure with its unit', () => {
    expect(drillTable([result()])).toBe(
      `
fault                     expected                    seen                          requests       failures     longest gap    acknowledged  reached  verdict
                                                                                                                               writes lost   another
                                                                                                                                             zone
────────────────────────  ──────────────────────────  ────────────────────────────  ─────────────  ───────────  ─────────────  ────────────  ───────  ──────────
compute-lost              the buddy reads from its    eu-central-1 answered 1.2 s   1,204 reads    12 reads     2.4 s reads    0             0        held
the gateway and           replica, writes go on       after detection as            311 writes     3 writes     340 ms writes
subgraphs of eu-west-1                                buddy-read-only
end at once
────────────────────────  ──────────────────────────  ────────────────────────────  ─────────────  ───────────  ─────────────  ────────────  ───────  ──────────

1 of 1 drills held.`.trimStart(),
    )
  })

  test('is no wider than 160 columns, whatever is in it', () => {
    const long = result({
      seen: 'x'.repeat(500),
      fault: 'word '.repeat(200),
      load: { reads: figures(9_999_999, 9_999_999, 99_999_999), writes: figures(0, 0, 0) },
    })
    const widths = drillTable([long, missed])
      .split('\n')
      .map((line) => line.length)
    expect(Math.max(...widths)).toBe(160)
  })

  test('tells in detail what fell short', () => {
    const table = drillTable([result(), missed, result({ name: 'zone-lost', reachedOtherZone: 2 })])
    expect(table).toContain(
      'Fell short:\n  compute-lost: reads resume: wanted ≤ 2 s, seen 3.1 s\n  zone-lost: requests that reached another zone: wanted 0, seen 2',
    )
    expect(table).toContain('1 of 3 drills held.')
  })

  test('leaves open what a drill without load does not measure', () => {
    const row = drillTable([{ name: 'map-rolled-back', fault: '', expected: '', seen: '', checks: [], reachedOtherZone: 0 }]).split('\n')[4]
    expect(row?.split(/\s+/)).toEqual(['map-rolled-back', '–', '–', '–', '–', '0', 'FELL', 'SHORT'])
  })
})

test('the report for programs has all checks and the verdicts', () => {
  expect(JSON.parse(drillReport([result(), missed]))).toMatchObject({
    held: false,
    drills: [
      { name: 'compute-lost', held: true, checks: [{ what: 'reads resume', held: true }] },
      { name: 'compute-lost', held: false },
    ],
  })
  expect(JSON.parse(drillReport([]))).toMatchObject({ held: false })
})

test('durations have the unit that reads best', () => {
  expect([duration(0), duration(339.6), duration(1_000), duration(62_345)]).toEqual(['0 ms', '340 ms', '1.0 s', '62.3 s'])
})

test('text is wrapped between words, and a word that is too long where it must', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
  expect(wrap('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl'])
  expect(wrap('a\nb', 10)).toEqual(['a', 'b'])
})
