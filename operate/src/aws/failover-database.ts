import { DescribeGlobalClustersCommand, FailoverGlobalClusterCommand, type GlobalCluster, type RDSClient } from '@aws-sdk/client-rds'

/** What is asked of RDS. */
export interface GlobalClusterCalls {
  /** Undefined where there is no global cluster of this name. */
  describe(name: string): Promise<GlobalCluster | undefined>
  /**
   * Without data loss it is a switchover, for which both regions have to be well ("FailoverGlobalCluster", RDS API reference);
   * `target` is the ARN of a member.
   */
  failover(name: string, target: string, how: { readonly allowDataLoss: boolean }): Promise<void>
}

export function globalClusterCalls(client: RDSClient): GlobalClusterCalls {
  return {
    async describe(name) {
      const { GlobalClusters: found = [] } = await client.send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: name }))
      return found[0]
    },
    async failover(name, target, { allowDataLoss }) {
      const identifiers = { GlobalClusterIdentifier: name, TargetDbClusterIdentifier: target }
      // They exclude each other.
      const how = allowDataLoss ? { AllowDataLoss: true } : { Switchover: true }
      await client.send(new FailoverGlobalClusterCommand({ ...identifiers, ...how }))
    },
  }
}

export interface FailoverDatabase {
  readonly calls: GlobalClusterCalls
  readonly database: string
  /** Region whose member becomes the writer. */
  readonly region: string
  /** Whether the old writer answered: then it is a switchover, and nothing is lost. */
  readonly isPlanned: boolean
  readonly isWritable: () => Promise<boolean>
  /** Until the next look. */
  readonly pause: () => Promise<void>
  readonly tell: (line: string) => void
}

/** Of five seconds each: half an hour, where AWS speaks of minutes ("Recovering an Aurora global database", Aurora user guide). */
const looks = 360

/** Name of a database's global cluster, as the zone's stack makes it. */
const globalClusterName = (database: string): string => `hemisphere-${database}`

/**
 * Makes a member of a global database its writer, and returns when it takes writes. One that is already the writer, or is becoming it by
 * an earlier call, is only waited for.
 */
export async function failoverDatabase(options: FailoverDatabase): Promise<void> {
  const { calls, database, region, isPlanned, isWritable, pause, tell } = options
  const found = await findTarget(options)
  if (!found.isWriter && !found.isUnderWay) {
    tell(`${database}: ${isPlanned ? 'a switchover' : 'a failover that may lose data'} to ${region} begins`)
    await calls.failover(globalClusterName(database), found.arn, { allowDataLoss: !isPlanned })
  }
  for (let look = 1; look <= looks; look += 1) {
    // While roles change, the target drops connections: that it does not answer is no fault yet.
    if ((await findTarget(options)).isWriter && (await isWritable().catch(() => false))) return
    await pause()
  }
  throw new Error(
    `${database} takes no writes in ${region} after half an hour: look at its global cluster, then make the same promotion again`,
  )
}

interface FailoverTarget {
  readonly arn: string
  readonly isWriter: boolean
  readonly isUnderWay: boolean
}

async function findTarget({ calls, database, region }: FailoverDatabase): Promise<FailoverTarget> {
  const name = globalClusterName(database)
  const { GlobalClusterMembers: members = [], FailoverState: state } = (await calls.describe(name)) ?? {}
  const target = members.find(({ DBClusterArn: arn }) => arn?.split(':')[3] === region)
  const arn = target?.DBClusterArn
  if (arn === undefined) throw new Error(`global cluster ${name} has no member in ${region}`)
  const isUnderWay = state !== undefined && state.Status !== 'cancelling'
  if (isUnderWay && state.ToDbClusterArn !== undefined && state.ToDbClusterArn !== arn)
    throw new Error(`global cluster ${name} is failing over to ${state.ToDbClusterArn}: wait for its end`)
  return { arn, isWriter: target?.IsWriter === true, isUnderWay }
}
