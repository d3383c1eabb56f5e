import { Duration } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { faultShare } from './alarms.ts'
import { countedCodes, type LogMetrics } from './log-metrics.ts'
import { resourceMetrics, type WatchedResources } from './resource-alarms.ts'
import { slo } from './slo.ts'

export interface DashboardOptions {
  readonly watched: WatchedResources
  readonly logs: LogMetrics
  /** Names of the ECS services. */
  readonly services: readonly string[]
  readonly alarms: readonly cloudwatch.IAlarm[]
}

const period = Duration.minutes(1)
const width = 12

/** All of a region on one page: what users get, then what it stands on. */
export function createDashboard(stack: HemisphereStack, { watched, logs, services, alarms }: DashboardOptions): cloudwatch.Dashboard {
  const { databases, stores } = watched
  const resources = resourceMetrics(watched)
  const graph = (
    title: string,
    left: readonly cloudwatch.IMetric[],
    rest: Partial<cloudwatch.GraphWidgetProps> = {},
  ): cloudwatch.GraphWidget => new cloudwatch.GraphWidget({ title, left: [...left], width, liveData: true, ...rest })
  const all = (of: Duration): cloudwatch.IMetric => logs.operations(cloudwatch.Stats.SUM, of)
  const ofService = (metricName: string) =>
    services.map(
      (service) =>
        new cloudwatch.Metric({
          namespace: 'AWS/ECS',
          metricName,
          dimensionsMap: { ClusterName: 'hemisphere', ServiceName: service },
          statistic: cloudwatch.Stats.AVERAGE,
          period,
          label: service,
        }),
    )
  return new cloudwatch.Dashboard(stack, 'Dashboard', {
    dashboardName: `hemisphere-${stack.region}`,
    defaultInterval: Duration.hours(3),
    widgets: [
      [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24 })],
      [
        graph('Operations', [all(period)]),
        graph('Share that spends the error budget', [faultShare(logs.faults, all, Duration.minutes(5))], {
          leftAnnotations: [{ value: slo.errorBudget, label: 'promised', color: cloudwatch.Color.RED }],
        }),
      ],
      [
        graph(
          'Errors by code',
          countedCodes.map((code) => logs.code(code, period)),
          { stacked: true },
        ),
        graph(
          'Latency (ms)',
          [50, 95, 99].map((part) => logs.latency(cloudwatch.Stats.percentile(part), period)),
          {
            leftAnnotations: [{ value: slo.latencyMs, label: 'promised of p95', color: cloudwatch.Color.RED }],
          },
        ),
      ],
      [
        graph('Replication lag (ms)', [resources.replicationLag]),
        graph('Healthy gateways, as the accelerators see them', [resources.healthyTargets]),
      ],
      [
        graph('Capacity of databases in use (%)', databases.map(resources.capacity)),
        graph(
          'Memory of stores in use (%)',
          stores.flatMap((store) => resources.storeNodes.map((node) => resources.memory(store, node))),
        ),
      ],
      [graph('Batches that wait', [logs.queueDepth(period)]), graph('Leases not held', [logs.leaseFaults(period)])],
      [graph('CPU of services (%)', ofService('CPUUtilization')), graph('Memory of services (%)', ofService('MemoryUtilization'))],
      [
        new cloudwatch.LogQueryWidget({
          title: 'Who holds which lease',
          logGroupNames: [`/hemisphere/${stack.region}/keeper`],
          queryLines: [
            'fields @timestamp, database, outcome',
            'filter msg = "the lease of a database"',
            'sort @timestamp desc',
            'limit 20',
          ],
          width: 24,
        }),
      ],
    ],
  })
}
