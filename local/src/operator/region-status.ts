import { readLease, type Lease } from '@hemisphere/operations/lease/lease.ts'
import { databaseNamed } from '../world/database-plans.ts'
import { readRegionStates } from '../world/region-states.ts'
import type { Operator } from './operator.ts'

interface MemberStatus {
  readonly region: string
  readonly process: string
  /** Undefined when the member does not answer. */
  readonly lease: Lease | undefined
}

/** What an operator on call wants to see first, as lines of text. */
export async function describeWorld(operator: Operator, now: () => number): Promise<readonly string[]> {
  const { regions, databases, sessions } = await operator.control.send({ action: 'status' })
  const states = await readRegionStates(operator.state)
  const regionLines = regions.map(({ region, zone, compute, redis }) => {
    const edge = states?.regions[region]?.state ?? 'active'
    return [region, zone, compute ? 'up' : 'DOWN', redis ? 'up' : 'DOWN', edge === 'active' ? edge : edge.toUpperCase()]
  })
  const databaseLines: string[][] = []
  for (const { database, writer, members } of databases) {
    const { members: operated } = await operator.database(databaseNamed(database).name)
    const found = members.map(async ({ region, state }): Promise<MemberStatus> => {
      const owner = operated.find((member) => member.region === region)?.owner
      return { region, process: state, lease: owner === undefined ? undefined : await readLease(owner).catch(() => undefined) }
    })
    for (const member of await Promise.all(found)) databaseLines.push([database, member.region, ...describeMember(member, writer, now())])
  }
  const sessionLines = sessions.flatMap(({ zone, members }) =>
    members.map(({ region, state }) => [zone, region, state === 'stopped' ? 'DOWN' : state]),
  )
  return [
    ...table(['region', 'zone', 'compute', 'caches', 'at the edge'], regionLines),
    '',
    ...table(['database', 'member', 'is', 'epoch', 'lease', 'complete up to'], databaseLines),
    '',
    ...table(['sessions of', 'member', 'is'], sessionLines),
  ]
}

function describeMember({ process, lease }: MemberStatus, writer: string, now: number): string[] {
  if (lease === undefined) return [process === 'stopped' ? 'DOWN' : 'SILENT', '', '', `(its writer is in ${writer})`]
  const age = lease.asOf === null ? 'unknown' : `${Math.max(0, now - Date.parse(lease.asOf))} ms ago`
  const held = lease.isReplica ? `of ${lease.region}` : lease.isHeld ? 'held' : 'NOT HELD'
  return [lease.isReplica ? 'replica' : 'writer', String(lease.epoch), held, lease.isReplica ? age : 'now']
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)]
}
