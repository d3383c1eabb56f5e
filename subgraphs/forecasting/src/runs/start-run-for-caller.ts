import type { ForecastingContext } from '../context.ts'
import type { ForecastRunErrorCode, ForecastRunStartInput } from '../generated/resolver-types.ts'
import type { RunRow } from './run-queries.ts'
import { startForecastRun } from './start-run.ts'

const maxKeyLength = 128
const docs = 'https://hemisphere.example/docs/errors'

export interface StartPayload {
  readonly forecastRun: RunRow | null
  readonly userErrors: readonly StartRefusal[]
}

export interface StartRefusal {
  readonly code: ForecastRunErrorCode
  readonly field: readonly string[] | null
  readonly message: string
  readonly docsUrl: string
}

/** The mutation's outcome: the run, which only who may read forecasts sees, or the refusal. */
export async function startRunForCaller(context: ForecastingContext, { idempotencyKey }: ForecastRunStartInput): Promise<StartPayload> {
  const { transaction, caller, region, codeVersion } = context
  const keyLength = idempotencyKey.length
  if (keyLength < 1 || keyLength > maxKeyLength) {
    return refused({
      code: 'INVALID',
      field: ['input', 'idempotencyKey'],
      message: `idempotencyKey got ${keyLength} characters, wanted 1 to ${maxKeyLength}`,
      docsUrl: `${docs}#forecast-run-invalid`,
    })
  }
  const start = await startForecastRun({
    ...transaction,
    trigger: 'MANUAL',
    region,
    codeVersion,
    idempotencyKey,
  })
  if (start.kind === 'run') return { forecastRun: caller.scopes.includes('forecast:read') ? start.run : null, userErrors: [] }
  return refused({
    code: start.code,
    field: null,
    message: 'got no whole week of sales, wanted at least one to forecast from',
    docsUrl: `${docs}#forecast-run-no-sales`,
  })
}

function refused(refusal: StartRefusal): StartPayload {
  return { forecastRun: null, userErrors: [refusal] }
}
