import * as cloudwatchActions from 'aws-cdk-lib/aws-cloudwatch-actions'
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as kms from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { globalClusterName } from '../region/database-member.ts'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import { createAlertTopic, tellOfFailedRotations } from './alert-topic.ts'
import { createBudget } from './budget.ts'
import { createBurnAlarms, createLatencyAlarm } from './burn-alarms.ts'
import { createCanary } from './canary.ts'
import { createDashboard } from './dashboard.ts'
import { createLogMetrics } from './log-metrics.ts'
import { offerReleaseWatch } from './release-watcher.ts'
import { createResourceAlarms, type WatchedResources } from './resource-alarms.ts'

export interface OperationsStackProps extends HemisphereStackProps {
  readonly zone: string
  readonly keyArn: string
  readonly operatorEmail: string
  readonly deliveryAccount: string
  /** Address of the graph, at the edge. */
  readonly apiUrl: string
  /** Names of the ECS services. */
  readonly services: readonly string[]
  readonly watched: WatchedResources
  /** In one region of the zone: what its account may cost a month. */
  readonly budgetUsd?: number
}

/** Identifiers of the members in a region, of databases by name. */
export function databasesIn(region: string, names: Iterable<string>): readonly string[] {
  return [...names].map((name) => globalClusterName(`${name}-${region}`))
}

/** Ids of the stores of a region. */
export function storesIn(region: string): readonly string[] {
  return ['cache', 'sessions'].map((name) => `hemisphere-${name}-${region}`)
}

/** How a region is looked after: metrics, a dashboard, alarms with their runbooks, a probe, and who is told. It knows others by name alone. */
export class OperationsStack extends HemisphereStack {
  readonly releaseAlarm: cloudwatch.CompositeAlarm

  constructor(scope: Construct, id: string, props: OperationsStackProps) {
    const { zone, keyArn, operatorEmail, deliveryAccount, apiUrl, services, watched, budgetUsd, ...common } = props
    super(scope, id, { ...common, zone })
    const key = kms.Key.fromKeyArn(this, 'Key', keyArn)
    const topic = createAlertTopic(this, { key, operatorEmail })
    const logs = createLogMetrics(this)
    const burn = createBurnAlarms(this, logs)
    const latency = createLatencyAlarm(this, logs)
    const resources = createResourceAlarms(this, watched, logs)
    const probe = createCanary(this, { key, url: apiUrl })
    const told = [...burn, latency, ...resources.all, probe]
    for (const alarm of told) alarm.addAlarmAction(new cloudwatchActions.SnsAction(topic))
    tellOfFailedRotations(this, topic)
    // The pipeline probes by itself what it releases, also before this region has a client to be probed with.
    this.releaseAlarm = offerReleaseWatch(this, {
      zone,
      deliveryAccount,
      alarms: [...burn.slice(0, 1), latency, resources.noHealthyTarget, resources.leaseNotHeld],
    })
    createDashboard(this, { watched, logs, services, alarms: [...told, this.releaseAlarm] })
    if (budgetUsd !== undefined) createBudget(this, { name: zone, monthlyUsd: budgetUsd, email: operatorEmail })
  }
}
