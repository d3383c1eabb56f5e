import { Duration } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { releaseMetricName, releaseMetricNamespace } from './release-metric.ts'

/** How long a release of one region is watched before the next region has it. */
export const bakeMinutes = 20

/** Minutes after the watch in which its alarm may still change. */
const settleMinutes = '3'

export function deliveryAlarmName(region: string): string {
  return `hemisphere-delivery-${region}`
}

/** Alarm of what the watch of one region's release found; quiet when nothing is released. */
export function createReleaseAlarm(stack: HemisphereStack, region: string): cloudwatch.Alarm {
  return new cloudwatch.Alarm(stack, `ReleaseAlarm-${region}`, {
    alarmName: deliveryAlarmName(region),
    alarmDescription: `A release in ${region} is faulty. Runbook: release-rolled-back`,
    metric: new cloudwatch.Metric({
      namespace: releaseMetricNamespace,
      metricName: releaseMetricName,
      dimensionsMap: { Region: region },
      statistic: cloudwatch.Stats.MAXIMUM,
      period: Duration.minutes(1),
    }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  })
}

/**
 * Conditions of a stage that releases to a region: it begins only while the region's alarm is quiet, is rolled back when an action
 * fails, and is rolled back when the alarm goes off after all of them succeeded.
 */
export function releaseConditions(
  region: string,
  alarm: cloudwatch.IAlarm,
): Pick<codepipeline.StageProps, 'beforeEntry' | 'onSuccess' | 'onFailure'> {
  const rule = (name: string, waitTime: string): codepipeline.Rule =>
    new codepipeline.Rule({
      name: `${name}-${region}`,
      provider: 'CloudWatchAlarm',
      version: '1',
      // States that fail the rule; the time is in minutes ("CloudWatchAlarm", CodePipeline user guide).
      configuration: { AlarmName: alarm.alarmName, AlarmStates: 'ALARM', WaitTime: waitTime },
    })
  return {
    beforeEntry: { conditions: [{ rules: [rule('quiet-before', '1')], result: codepipeline.Result.FAIL }] },
    onSuccess: { conditions: [{ rules: [rule('quiet-after', settleMinutes)], result: codepipeline.Result.ROLLBACK }] },
    onFailure: { result: codepipeline.Result.ROLLBACK },
  }
}
