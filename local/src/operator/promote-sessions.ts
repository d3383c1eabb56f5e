import type { RegionName, ZoneName } from '@hemisphere/topology/regions.ts'
import type { Operator } from './operator.ts'

export interface PromoteSessions {
  readonly zone: ZoneName
  /** Region whose copy becomes the primary. */
  readonly to: RegionName
  readonly tell: (line: string) => void
}

/**
 * Makes a region's copy of the zone's sessions the primary: FailoverGlobalReplicationGroup in AWS. A primary that answers
 * passes all on before it follows; of one that does not, sign-ins and sign-outs of the last moment are lost. False where it is
 * the primary already, or where the sessions are in no store of the world's.
 */
export async function promoteSessions({ control }: Operator, { zone, to, tell }: PromoteSessions): Promise<boolean> {
  const before = await findSessions(control, zone)
  if (before === undefined || before.primary === to) return false
  await control.send({ action: 'promote-sessions', zone, region: to })
  const how = before.hasPrimary ? 'nothing was lost' : `the one in ${before.primary} does not answer`
  tell(`sessions of ${zone}: the primary is in ${to} now; ${how}`)
  return true
}

/** The same where the sessions have lost their primary; one that runs stays where it is. */
export async function rescueSessions(operator: Operator, { zone, to, tell }: PromoteSessions): Promise<void> {
  const sessions = await findSessions(operator.control, zone)
  if (sessions === undefined || sessions.hasPrimary || sessions.primary === to) return
  // The data matters more: it is not held up by a store that is lost on both sides.
  if (sessions.stateIn(to) === 'stopped') tell(`sessions of ${zone}: they are lost in ${to}, too; people sign in anew`)
  else await promoteSessions(operator, { zone, to, tell })
}

async function findSessions(control: Operator['control'], zone: ZoneName) {
  const { sessions } = await control.send({ action: 'status' })
  const found = sessions.find((candidate) => candidate.zone === zone)
  if (found === undefined) return undefined
  const { primary, members } = found
  const stateIn = (region: RegionName): string => members.find((member) => member.region === region)?.state ?? 'stopped'
  return { primary, stateIn, hasPrimary: stateIn(primary) !== 'stopped' }
}
