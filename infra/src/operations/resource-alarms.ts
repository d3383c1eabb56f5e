import { Duration } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { createAlarm } from './alarms.ts'
import type { LogMetrics } from './log-metrics.ts'

/** Names and ids of what is looked at; none of them is of another stage. */
export interface WatchedResources {
  /** Identifiers of the Aurora clusters that have a member here. */
  readonly databases: readonly string[]
  /** Ids of the Valkey replication groups here. */
  readonly stores: readonly string[]
  readonly loadBalancer: { readonly fullName: string; readonly targetGroupFullName: string }
  readonly certificateArn: string
}

const minute = Duration.minutes(1)
/** Nodes of a replication group, as ElastiCache numbers them. */
const storeNodes = ['001', '002']

function shortName(name: string): string {
  return name.replace(/^hemisphere-/, '')
}

/** Within this a replica may be behind: what a promotion without its writer would lose. */
export const replicationLagMs = 10_000

export interface ResourceMetrics {
  readonly replicationLag: cloudwatch.IMetric
  readonly healthyTargets: cloudwatch.Metric
  readonly capacity: (database: string) => cloudwatch.Metric
  readonly memory: (store: string, node: string) => cloudwatch.Metric
  readonly storeNodes: readonly string[]
}

export function resourceMetrics({ loadBalancer }: Pick<WatchedResources, 'loadBalancer'>): ResourceMetrics {
  const metric = (namespace: string, metricName: string, dimensionsMap: Record<string, string>, statistic: string): cloudwatch.Metric =>
    new cloudwatch.Metric({ namespace, metricName, dimensionsMap, statistic, period: minute })
  return {
    // Whichever member follows: which one that is changes with a promotion, and only who follows has this metric.
    replicationLag: new cloudwatch.MathExpression({
      expression: 'SELECT MAX(AuroraGlobalDBReplicationLag) FROM "AWS/RDS"',
      usingMetrics: {},
      period: minute,
      label: 'replication lag in ms',
    }),
    healthyTargets: metric(
      'AWS/ApplicationELB',
      'HealthyHostCount',
      { LoadBalancer: loadBalancer.fullName, TargetGroup: loadBalancer.targetGroupFullName },
      cloudwatch.Stats.MINIMUM,
    ),
    capacity: (database) => metric('AWS/RDS', 'ACUUtilization', { DBClusterIdentifier: database }, cloudwatch.Stats.MAXIMUM),
    memory: (store, node) =>
      metric('AWS/ElastiCache', 'DatabaseMemoryUsagePercentage', { CacheClusterId: `${store}-${node}` }, cloudwatch.Stats.MAXIMUM),
    storeNodes,
  }
}

export interface ResourceAlarms {
  readonly noHealthyTarget: cloudwatch.Alarm
  readonly leaseNotHeld: cloudwatch.Alarm
  readonly all: readonly cloudwatch.Alarm[]
}

/** Alarms of what a region stands on. */
export function createResourceAlarms(stack: HemisphereStack, watched: WatchedResources, logs: LogMetrics): ResourceAlarms {
  const { databases, stores, certificateArn } = watched
  const metrics = resourceMetrics(watched)
  const noHealthyTarget = createAlarm(stack, {
    name: 'no-healthy-target',
    what: 'No gateway of this region is healthy; its accelerator sends to the buddy',
    runbook: 'region-lost',
    metric: metrics.healthyTargets,
    threshold: 1,
    datapoints: 2,
    below: true,
    silence: 'fault',
  })
  const leaseNotHeld = createAlarm(stack, {
    name: 'lease-not-held',
    what: 'A database has a writer without a lease, or none that answers: it takes no writes',
    runbook: 'writer-lease-not-held',
    metric: logs.leaseFaults(minute),
    threshold: 1,
    datapoints: 1,
  })
  const others = [
    createAlarm(stack, {
      name: 'replication-lag',
      what: `A replica here is more than ${replicationLagMs / 1_000} s behind its writer`,
      runbook: 'replication-lags',
      metric: metrics.replicationLag,
      threshold: replicationLagMs,
      datapoints: 5,
    }),
    createAlarm(stack, {
      name: 'queue',
      what: 'Forecasts have waited for workers for an hour',
      runbook: 'forecasts-wait',
      metric: logs.queueDepth(Duration.minutes(5)),
      threshold: 200,
      datapoints: 12,
    }),
    createAlarm(stack, {
      name: 'certificate',
      what: 'The certificate of the load balancer ends in three weeks and was not renewed',
      runbook: 'certificate-expires',
      metric: new cloudwatch.Metric({
        namespace: 'AWS/CertificateManager',
        metricName: 'DaysToExpiry',
        dimensionsMap: { CertificateArn: certificateArn },
        statistic: cloudwatch.Stats.MINIMUM,
        period: Duration.days(1),
      }),
      threshold: 21,
      datapoints: 1,
      below: true,
    }),
    ...databases.map((database) =>
      createAlarm(stack, {
        name: `capacity-${shortName(database)}`,
        what: `Database ${database} has had its most capacity for a quarter of an hour`,
        runbook: 'database-at-capacity',
        metric: metrics.capacity(database),
        threshold: 95,
        datapoints: 15,
      }),
    ),
    ...stores.flatMap((store) =>
      storeNodes.map((node) =>
        createAlarm(stack, {
          name: `memory-${shortName(store)}-${node}`,
          what: `Valkey ${store} has used 80 % of its memory`,
          runbook: 'store-memory-full',
          metric: metrics.memory(store, node),
          threshold: 80,
          datapoints: 15,
        }),
      ),
    ),
  ]
  return { noHealthyTarget, leaseNotHeld, all: [noHealthyTarget, leaseNotHeld, ...others] }
}
