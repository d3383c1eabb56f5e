import { Duration } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { createAlarm, faultShare } from './alarms.ts'
import { describeAlarm } from './describe-alarm.ts'
import type { LogMetrics } from './log-metrics.ts'
import { burnWindows, slo, type BurnWindow } from './slo.ts'

/**
 * One alarm for each pair of windows: it goes off while both burn, so it is neither set off by a minute's fault nor kept by one that is
 * long over. The fastest comes first.
 */
export function createBurnAlarms(stack: HemisphereStack, metrics: LogMetrics): readonly cloudwatch.CompositeAlarm[] {
  return burnWindows.map((window) => {
    const parts = [window.longMinutes, window.shortMinutes].map((minutes) => burning(stack, metrics, window, minutes))
    return new cloudwatch.CompositeAlarm(stack, `Burn-${window.name}`, {
      compositeAlarmName: `hemisphere-${stack.region}-errors-${window.name}`,
      alarmDescription: describeAlarm(`Errors burn the budget at ${window.rate} times its rate: ${window.spent}`, 'error-budget-burns'),
      alarmRule: cloudwatch.AlarmRule.allOf(...parts.map((part) => cloudwatch.AlarmRule.fromAlarm(part, cloudwatch.AlarmState.ALARM))),
    })
  })
}

function burning(stack: HemisphereStack, metrics: LogMetrics, { name, rate }: BurnWindow, minutes: number): cloudwatch.Alarm {
  const all = (period: Duration): cloudwatch.IMetric => metrics.operations(cloudwatch.Stats.SUM, period)
  return createAlarm(stack, {
    name: `errors-${name}-${minutes}m`,
    what: `In ${minutes} minutes errors burnt the budget at ${rate} times its rate`,
    runbook: 'error-budget-burns',
    metric: faultShare(metrics.faults, all, Duration.minutes(minutes)),
    threshold: Number((rate * slo.errorBudget).toFixed(6)),
    datapoints: 1,
  })
}

/** Slow answers: the promise of latency is broken for an hour, and still is. */
export function createLatencyAlarm(stack: HemisphereStack, metrics: LogMetrics): cloudwatch.CompositeAlarm {
  const parts = [60, 5].map((minutes) =>
    createAlarm(stack, {
      name: `latency-${minutes}m`,
      what: `95 of 100 operations of ${minutes} minutes took up to more than ${slo.latencyMs} ms`,
      runbook: 'answers-are-slow',
      metric: metrics.latency(cloudwatch.Stats.percentile(95), Duration.minutes(minutes)),
      threshold: slo.latencyMs,
      datapoints: 1,
    }),
  )
  return new cloudwatch.CompositeAlarm(stack, 'Latency', {
    compositeAlarmName: `hemisphere-${stack.region}-latency`,
    alarmDescription: describeAlarm(`p95 of operations is above ${slo.latencyMs} ms`, 'answers-are-slow'),
    alarmRule: cloudwatch.AlarmRule.allOf(...parts.map((part) => cloudwatch.AlarmRule.fromAlarm(part, cloudwatch.AlarmState.ALARM))),
  })
}
