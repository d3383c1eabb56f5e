import type { FindingKind } from './evidence.ts'
import { counted } from './figures.ts'
import type { JudgedFinding } from './judge.ts'

/** What lies in one place, as a line of a cell: so many of a kind, and how large. */
export interface SummaryLine {
  readonly text: string
  readonly bytes: number | undefined
}

interface Group {
  readonly has: (finding: JudgedFinding) => boolean
  readonly text: (count: number) => string
}

const ofKind =
  (...kinds: readonly FindingKind[]) =>
  ({ kind }: JudgedFinding): boolean =>
    kinds.includes(kind)

const rowKinds = ofKind('row', 'placement')

const groups: readonly Group[] = [
  { has: (finding) => rowKinds(finding) && finding.member !== 'replica', text: (count) => counted(count, 'row') },
  { has: (finding) => rowKinds(finding) && finding.member === 'replica', text: (count) => `${counted(count, 'row')} in replicas` },
  { has: ofKind('directory row'), text: (count) => `${counted(count, 'row')} of the directory` },
  { has: ofKind('job'), text: (count) => counted(count, 'job') },
  { has: ofKind('cache key'), text: (count) => counted(count, 'cache key') },
  { has: ofKind('session'), text: (count) => `${counted(count, 'key')} of sessions` },
  { has: ofKind('account'), text: (count) => `${counted(count, 'entry', 'entries')} at the issuer` },
  { has: ofKind('secret'), text: (count) => counted(count, 'secret') },
  { has: ofKind('log line'), text: (count) => counted(count, 'log line') },
  { has: ofKind('database files'), text: (count) => counted(count, 'database on disk', 'databases on disk') },
  { has: ofKind('file'), text: (count) => counted(count, 'mention') },
]

/** One line a kind of thing that is there. */
export function summarize(findings: readonly JudgedFinding[]): readonly SummaryLine[] {
  return groups.flatMap(({ has, text }) => {
    const own = findings.filter(has)
    if (own.length === 0) return []
    // A line that mentions a tenant is as long as it happens to be.
    const measured = own.flatMap(({ kind, bytes }) => (bytes === undefined || kind === 'file' ? [] : [bytes]))
    return [{ text: text(sum(own.map(({ count }) => count))), bytes: measured.length === 0 ? undefined : sum(measured) }]
  })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
