import type { Duration } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { metricNamespace, queueDepthMetric } from '../region/scaling.ts'
import { slo } from './slo.ts'

/** Codes that a dashboard tells apart: those of design §2 whose number says something about us. */
export const countedCodes = [
  'INTERNAL_SERVER_ERROR',
  'REGION_UNAVAILABLE',
  'REGION_READ_ONLY',
  'TENANT_MOVED',
  'THROTTLED',
  'RESIDENCY_VIOLATION',
  'UNAUTHENTICATED',
  'FORBIDDEN',
] as const

/** What services tell by their logs, as metrics of this region. */
export interface LogMetrics {
  readonly operations: (statistic: string, period: Duration) => cloudwatch.Metric
  readonly faults: (period: Duration) => cloudwatch.Metric
  readonly latency: (statistic: string, period: Duration) => cloudwatch.Metric
  readonly code: (code: string, period: Duration) => cloudwatch.Metric
  readonly queueDepth: (period: Duration) => cloudwatch.Metric
  readonly leaseFaults: (period: Duration) => cloudwatch.Metric
}

/** An operation has few codes, since each stands once; this many places of the list are looked at. */
const codePlaces = 4
/** pino's number for warn. */
const warn = 40

/**
 * Filters on the logs of gateway, forecasting and keeper. The field names are those of gateway/src/response/access-log.ts and
 * operations/src/keeper/keep-database.ts; the region is a field of each line, so it is a dimension without a name in code.
 */
export function createLogMetrics(stack: HemisphereStack): LogMetrics {
  const group = (service: string) => LogGroup.fromLogGroupName(stack, `Logs-${service}`, `/hemisphere/${stack.region}/${service}`)
  const [gateway, forecasting, keeper] = [group('gateway'), group('forecasting'), group('keeper')]
  const filter = (logGroup: typeof gateway, metricName: string, pattern: string, metricValue = '1'): void => {
    new MetricFilter(stack, `Filter-${metricName}`, {
      logGroup,
      filterName: `hemisphere-${metricName}`,
      filterPattern: FilterPattern.literal(pattern),
      metricNamespace,
      metricName,
      metricValue,
      dimensions: { Region: '$.region' },
    })
  }
  const isOperation = '$.msg = "operation"'
  const hasCode = (code: string): string =>
    Array.from({ length: codePlaces }, (_, place) => `($.errorCodes[${place}] = "${code}")`).join(' || ')

  filter(gateway, 'Operations', `{ ${isOperation} }`)
  filter(gateway, 'OperationMs', `{ (${isOperation}) && ($.ms >= 0) }`, '$.ms')
  filter(gateway, 'FaultyOperations', `{ (${isOperation}) && (${slo.faultCodes.map(hasCode).join(' || ')}) }`)
  for (const code of countedCodes) filter(gateway, `Code-${code}`, `{ (${isOperation}) && (${hasCode(code)}) }`)
  filter(forecasting, queueDepthMetric, '{ $.queueDepth >= 0 }', '$.queueDepth')
  filter(keeper, 'LeaseFaults', `{ ($.msg = "the lease of a database") && ($.level >= ${warn}) }`)

  const metric = (metricName: string, statistic: string, period: Duration): cloudwatch.Metric =>
    new cloudwatch.Metric({ namespace: metricNamespace, metricName, dimensionsMap: { Region: stack.region }, statistic, period })
  return {
    operations: (statistic, period) => metric('Operations', statistic, period),
    faults: (period) => metric('FaultyOperations', cloudwatch.Stats.SUM, period),
    latency: (statistic, period) => metric('OperationMs', statistic, period),
    code: (code, period) => metric(`Code-${code}`, cloudwatch.Stats.SUM, period),
    queueDepth: (period) => metric(queueDepthMetric, cloudwatch.Stats.MAXIMUM, period),
    leaseFaults: (period) => metric('LeaseFaults', cloudwatch.Stats.SUM, period),
  }
}
