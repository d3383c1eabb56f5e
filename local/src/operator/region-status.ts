import { describeDatabases, readMembers, type MemberStatus } from '@hemisphere/operate/status/database-status.ts'
import { textTable } from '@hemisphere/kit/text-table.ts'
import { databaseNamed } from '../world/database-plans.ts'
import { readRegionStates } from '../world/region-states.ts'
import type { Operator } from './operator.ts'

/** What an operator on call wants to see first, as lines of text. */
export async function describeWorld(operator: Operator, now: () => number): Promise<readonly string[]> {
  const { regions, databases, sessions } = await operator.control.send({ action: 'status' })
  const states = await readRegionStates(operator.state)
  const regionLines = regions.map(({ region, zone, compute, redis }) => {
    const edge = states?.regions[region]?.state ?? 'active'
    return [region, zone, compute ? 'up' : 'DOWN', redis ? 'up' : 'DOWN', edge === 'active' ? edge : edge.toUpperCase()]
  })
  const members: MemberStatus[] = []
  for (const { database, writer, members: running } of databases) {
    const isStopped = (region: string): boolean => running.find((member) => member.region === region)?.state === 'stopped'
    for (const member of await readMembers(await operator.database(databaseNamed(database).name)))
      members.push({ ...member, known: { is: isStopped(member.region) ? 'DOWN' : 'SILENT', remark: `(its writer is in ${writer})` } })
  }
  const sessionLines = sessions.flatMap(({ zone, members }) =>
    members.map(({ region, state }) => [zone, region, state === 'stopped' ? 'DOWN' : state]),
  )
  return [
    ...textTable(['region', 'zone', 'compute', 'caches', 'at the edge'], regionLines),
    '',
    ...describeDatabases(members, now()),
    '',
    ...textTable(['sessions of', 'member', 'is'], sessionLines),
  ]
}
