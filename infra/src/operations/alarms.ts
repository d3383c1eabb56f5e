import type { Duration } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { describeAlarm, type Runbook } from './describe-alarm.ts'

export interface AlarmOptions {
  /** Last part of its name. */
  readonly name: string
  readonly what: string
  readonly runbook: Runbook
  readonly metric: cloudwatch.IMetric
  readonly threshold: number
  /** Datapoints that have to be beyond it, one after the other. */
  readonly datapoints: number
  readonly below?: boolean
  /** Whether silence is a fault, too; it is not for what is told only when something happens. */
  readonly silence?: 'fault' | 'fine'
}

/** An alarm of this region, by a name that begins with it. Who is told is added by the caller. */
export function createAlarm(stack: HemisphereStack, options: AlarmOptions): cloudwatch.Alarm {
  const { name, what, runbook, metric, threshold, datapoints, below = false, silence = 'fine' } = options
  const { LESS_THAN_THRESHOLD, GREATER_THAN_OR_EQUAL_TO_THRESHOLD } = cloudwatch.ComparisonOperator
  return new cloudwatch.Alarm(stack, `Alarm-${name}`, {
    alarmName: `hemisphere-${stack.region}-${name}`,
    alarmDescription: describeAlarm(what, runbook),
    metric,
    threshold,
    evaluationPeriods: datapoints,
    datapointsToAlarm: datapoints,
    comparisonOperator: below ? LESS_THAN_THRESHOLD : GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: silence === 'fault' ? cloudwatch.TreatMissingData.BREACHING : cloudwatch.TreatMissingData.NOT_BREACHING,
  })
}

/** Share of operations that spent the error budget, of those in a period; nothing while there are none. */
export function faultShare(
  faults: (period: Duration) => cloudwatch.IMetric,
  all: (period: Duration) => cloudwatch.IMetric,
  period: Duration,
) {
  return new cloudwatch.MathExpression({
    expression: 'FILL(faults, 0) / operations',
    usingMetrics: { faults: faults(period), operations: all(period) },
    period,
    label: 'share of faulty operations',
  })
}
