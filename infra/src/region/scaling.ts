import { Duration } from 'aws-cdk-lib'
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type * as ecs from 'aws-cdk-lib/aws-ecs'

export interface Bounds {
  readonly min: number
  readonly max: number
}

/** What services tell of themselves, by metric filters on their logs. */
export const metricNamespace = 'Hemisphere'
export const queueDepthMetric = 'ForecastQueueDepth'

const cpuTargetPercent = 55
/** Batches that one worker has done within about a minute. */
const batchesAWorker = 20

/** Follows the load: CPU is what a request costs here. */
export function scaleOnLoad(service: ecs.FargateService, { min, max }: Bounds): void {
  service.autoScaleTaskCount({ minCapacity: min, maxCapacity: max }).scaleOnCpuUtilization('Load', {
    targetUtilizationPercent: cpuTargetPercent,
    scaleInCooldown: Duration.minutes(5),
    scaleOutCooldown: Duration.seconds(30),
  })
}

/** Follows the batches that wait: none of them, and there may be no worker at all. */
export function scaleOnQueue(service: ecs.FargateService, { min, max, region }: Bounds & { readonly region: string }): void {
  const depth = new cloudwatch.Metric({
    namespace: metricNamespace,
    metricName: queueDepthMetric,
    dimensionsMap: { Region: region },
    statistic: cloudwatch.Stats.MAXIMUM,
    period: Duration.minutes(1),
  })
  service.autoScaleTaskCount({ minCapacity: min, maxCapacity: max }).scaleOnMetric('Queue', {
    metric: depth,
    adjustmentType: appscaling.AdjustmentType.EXACT_CAPACITY,
    cooldown: Duration.minutes(2),
    scalingSteps: [
      { upper: 0, change: min },
      { lower: 1, upper: batchesAWorker, change: Math.min(max, Math.max(min, 1)) },
      { lower: batchesAWorker, upper: 10 * batchesAWorker, change: Math.min(max, Math.max(min, 4)) },
      { lower: 10 * batchesAWorker, change: max },
    ],
  })
}
