import {
  DescribeGlobalReplicationGroupsCommand,
  FailoverGlobalReplicationGroupCommand,
  type ElastiCacheClient,
  type GlobalReplicationGroup,
} from '@aws-sdk/client-elasticache'

/** What is asked of ElastiCache. */
export interface GlobalDatastoreCalls {
  describe(id: string): Promise<GlobalReplicationGroup | undefined>
  failover(id: string, primary: { readonly region: string; readonly replicationGroupId: string }): Promise<void>
}

export function globalDatastoreCalls(client: ElastiCacheClient): GlobalDatastoreCalls {
  return {
    async describe(id) {
      const asked = new DescribeGlobalReplicationGroupsCommand({ GlobalReplicationGroupId: id, ShowMemberInfo: true })
      return (await client.send(asked)).GlobalReplicationGroups?.[0]
    },
    async failover(id, { region, replicationGroupId }) {
      const primary = { PrimaryRegion: region, PrimaryReplicationGroupId: replicationGroupId }
      await client.send(new FailoverGlobalReplicationGroupCommand({ GlobalReplicationGroupId: id, ...primary }))
    },
  }
}

export interface FailoverSessions {
  readonly calls: GlobalDatastoreCalls
  readonly datastoreId: string
  /** Region whose copy becomes the primary. */
  readonly region: string
  /** Until the next look. */
  readonly pause: () => Promise<void>
  readonly tell: (line: string) => void
}

/** Of five seconds each: half an hour. */
const looks = 360

/**
 * Makes a region's copy of the zone's sessions the primary, and returns when it is. What a primary that is lost had not passed on is
 * lost: sign-ins and sign-outs of the last moment. One that is the primary already stays it.
 */
export async function failoverSessions({ calls, datastoreId, region, pause, tell }: FailoverSessions): Promise<void> {
  async function find() {
    const { Status: status = 'unknown', Members: members = [] } = (await calls.describe(datastoreId)) ?? {}
    const member = members.find(({ ReplicationGroupRegion: candidate }) => candidate === region)
    if (member?.ReplicationGroupId === undefined) throw new Error(`the sessions ${datastoreId} have no member in ${region}`)
    return { status, replicationGroupId: member.ReplicationGroupId, isPrimary: member.Role?.toUpperCase() === 'PRIMARY' }
  }

  const before = await find()
  if (before.isPrimary) return tell(`the sessions have their primary in ${region} already`)
  // Under way by an earlier call it is "modifying", and refuses another one.
  if (before.status !== 'modifying') await calls.failover(datastoreId, { region, replicationGroupId: before.replicationGroupId })
  for (let look = 1; look <= looks; look += 1) {
    const { isPrimary, status } = await find()
    if (isPrimary && status !== 'modifying') return tell(`the sessions have their primary in ${region} now`)
    await pause()
  }
  throw new Error(`the sessions have no primary in ${region} after half an hour: look at ${datastoreId}, then promote them again`)
}
