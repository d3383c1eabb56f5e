import { EventEmitter } from 'node:events'
import { logWhenDone } from '@hemisphere/gateway/response/access-log.ts'
import type { RequestRecord } from '@hemisphere/gateway/request/gateway-context.ts'
import type { Logger } from '@hemisphere/kit/log.ts'
import { keepDatabase } from '@hemisphere/operations/keeper/keep-database.ts'
import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { exampleOperations } from '../testing/example-operations.ts'
import { matchesPattern, valueAt, type LogLine } from '../testing/log-pattern.ts'

interface Filter {
  readonly LogGroupName: string
  readonly FilterPattern: string
  readonly MetricTransformations: readonly [{ readonly MetricName: string; readonly MetricValue: string; readonly Dimensions: unknown }]
}

const filters = Object.values(Template.fromStack(exampleOperations().stack).findResources('AWS::Logs::MetricFilter')).map(
  ({ Properties }) => Properties as Filter,
)

/** Metrics that a line of a service's log becomes, with their values. */
function metricsOf(service: string, line: LogLine): Readonly<Record<string, unknown>> {
  const own = filters.filter(({ LogGroupName }) => LogGroupName === `/hemisphere/eu-west-1/${service}`)
  return Object.fromEntries(
    own
      .filter(({ FilterPattern }) => matchesPattern(FilterPattern, line))
      .map(({ MetricTransformations: [{ MetricName, MetricValue }] }) => [
        MetricName,
        MetricValue.startsWith('$') ? valueAt(line, MetricValue) : Number(MetricValue),
      ]),
  )
}

/** A logger that keeps lines as pino writes them: its base, its level's number, the fields, the message. */
function keepLines(): { readonly log: Logger; readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  const write = (level: number) => (fields: object, msg: string) => void lines.push({ level, region: 'eu-west-1', ...fields, msg })
  return { log: { info: write(30), warn: write(40), error: write(50) } as unknown as Logger, lines }
}

describe("the gateway's line of an operation", () => {
  function lineOf(record: Partial<RequestRecord>): LogLine {
    const { log, lines } = keepLines()
    const raw = Object.assign(new EventEmitter(), { writableFinished: true })
    const whole = { requestId: 'request-1', errorCodes: [], startedAt: 1_000, ...record } as unknown as RequestRecord
    logWhenDone(log, { raw, statusCode: 200 } as unknown as Parameters<typeof logWhenDone>[1], whole, () => 1_042)
    raw.emit('close')
    const [line] = lines
    if (line === undefined) throw new Error('the gateway wrote no line')
    return line
  }

  test('counts, with its time', () => {
    expect(metricsOf('gateway', lineOf({}))).toEqual({ Operations: 1, OperationMs: 42 })
  })

  test.each(['INTERNAL_SERVER_ERROR', 'REGION_UNAVAILABLE'])('spends the error budget with %s', (code) => {
    expect(metricsOf('gateway', lineOf({ errorCodes: [code] }))).toEqual({
      Operations: 1,
      OperationMs: 42,
      FaultyOperations: 1,
      [`Code-${code}`]: 1,
    })
  })

  test('spends it once, however many codes it has, and wherever they stand', () => {
    const line = lineOf({ errorCodes: ['FORBIDDEN', 'REGION_UNAVAILABLE', 'INTERNAL_SERVER_ERROR'] })
    expect(metricsOf('gateway', line)).toMatchObject({ FaultyOperations: 1, 'Code-FORBIDDEN': 1, 'Code-REGION_UNAVAILABLE': 1 })
  })

  test.each(['BAD_USER_INPUT', 'REGION_READ_ONLY', 'TENANT_MOVED', 'THROTTLED'])('spends nothing with %s, which is an answer', (code) => {
    expect(metricsOf('gateway', lineOf({ errorCodes: [code] }))).not.toHaveProperty('FaultyOperations')
  })

  test('is told apart from other lines', () => {
    expect(metricsOf('gateway', { level: 30, region: 'eu-west-1', url: 'http://localhost', msg: 'listening' })).toEqual({})
  })
})

describe("the keeper's line of a lease", () => {
  async function lineOf(outcome: Parameters<typeof keepDatabase>[0]['confirm']): Promise<LogLine> {
    const { log, lines } = keepLines()
    const database = { name: 'home-eu-west-1', otherMember: undefined, confirm: outcome } as unknown as Parameters<typeof keepDatabase>[0]
    await keepDatabase(database, { log, isServing: async () => false })()
    const [line] = lines
    if (line === undefined) throw new Error('the keeper wrote no line')
    return line
  }

  test.each(['fenced', 'unknown'] as const)('is a fault when it says %s', async (outcome) => {
    expect(metricsOf('keeper', await lineOf(async () => outcome))).toEqual({ LeaseFaults: 1 })
  })

  test('is a fault when nobody answers', async () => {
    expect(metricsOf('keeper', await lineOf(() => Promise.reject(new Error('down'))))).toEqual({ LeaseFaults: 1 })
  })

  test.each(['held', 'confirmed', 'replica'] as const)('is none when it says %s', async (outcome) => {
    expect(metricsOf('keeper', await lineOf(async () => outcome))).toEqual({})
  })
})

test('batches that wait are what the forecasting service says, also when there are none', () => {
  const line = { level: 30, region: 'eu-west-1', service: 'forecasting', msg: 'batches wait' }
  expect(metricsOf('forecasting', { ...line, queueDepth: 0 })).toEqual({ ForecastQueueDepth: 0 })
  expect(metricsOf('forecasting', { ...line, queueDepth: 250 })).toEqual({ ForecastQueueDepth: 250 })
  expect(metricsOf('forecasting', line)).toEqual({})
})

test('every metric has the region of its line, so no name of a region is in code', () => {
  for (const {
    MetricTransformations: [{ Dimensions }],
  } of filters)
    expect(Dimensions).toEqual([{ Key: 'Region', Value: '$.region' }])
})
