import { holds, type DrillResult, type KindFigures } from './drill-result.ts'
import { textColumns, type Column } from './text-columns.ts'

/** 160 characters with the gaps between them. */
const columns: readonly Column[] = [
  { title: 'fault', width: 24 },
  { title: 'expected', width: 26 },
  { title: 'seen', width: 28 },
  { title: 'requests', width: 13 },
  { title: 'failures', width: 11 },
  { title: 'longest gap', width: 13 },
  { title: 'acknowledged writes lost', width: 12 },
  { title: 'reached another zone', width: 7 },
  { title: 'verdict', width: 10 },
]

/** The drills' results as a table of 160 columns, then what fell short in detail, then how many held. */
export function drillTable(results: readonly DrillResult[]): string {
  const shortfalls = results.flatMap(shortfallsOf)
  const held = results.filter(holds).length
  return [
    textColumns(columns, results.map(cells)),
    ...(shortfalls.length === 0 ? [] : ['', 'Fell short:', ...shortfalls.map((line) => `  ${line}`)]),
    '',
    `${held} of ${results.length} drills held.`,
  ].join('\n')
}

/** The same for programs, with every check and the verdict of each drill. */
export function drillReport(results: readonly DrillResult[]): string {
  const drills = results.map((result) => ({ ...result, held: holds(result) }))
  return JSON.stringify({ held: drills.length > 0 && drills.every(({ held }) => held), drills }, null, 2)
}

function cells(result: DrillResult): readonly string[] {
  const { name, fault, expected, seen, load, acknowledgedWritesLost, reachedOtherZone } = result
  const both = (textOf: (figures: KindFigures) => string): string =>
    load === undefined ? '–' : `${textOf(load.reads)} reads\n${textOf(load.writes)} writes`
  return [
    `${name}\n${fault}`,
    expected,
    seen,
    both(({ requests }) => count(requests)),
    both(({ failures }) => count(failures)),
    both(({ requests, longestGap }) => (requests === 0 ? '–' : duration(longestGap.ms))),
    acknowledgedWritesLost === undefined ? '–' : count(acknowledgedWritesLost),
    count(reachedOtherZone),
    holds(result) ? 'held' : 'FELL SHORT',
  ]
}

function shortfallsOf(result: DrillResult): readonly string[] {
  if (holds(result)) return []
  const { name, checks, reachedOtherZone, error } = result
  const reasons = checks.filter(({ held }) => !held).map(({ what, limit, seen }) => `${what}: wanted ${limit}, seen ${seen}`)
  if (error !== undefined) reasons.push(`not carried through: ${error}`)
  if (reachedOtherZone > 0) reasons.push(`requests that reached another zone: wanted 0, seen ${count(reachedOtherZone)}`)
  if (checks.length === 0) reasons.push('nothing was checked')
  return reasons.map((reason) => `${name}: ${reason}`)
}

function count(number: number): string {
  return number.toLocaleString('en-GB')
}

/** `340 ms`, `2.4 s`. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}
