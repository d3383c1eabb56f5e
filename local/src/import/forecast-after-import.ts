import { createPool } from '@hemisphere/kit/database.ts'
import { homeLoginId } from '@hemisphere/kit/home-database.ts'
import { readDatabaseSecret, type SecretReader } from '@hemisphere/kit/secrets.ts'
import { runForecasts } from '../run-forecasts.ts'
import { findCommit } from '../world/find-commit.ts'
import type { ProgressLine } from './progress-line.ts'

export interface ForecastAfterImport {
  readonly tenantId: string
  readonly region: string
  readonly secrets: SecretReader
  readonly progress: ProgressLine
}

/** Starts a forecast run on new sales, and shows how far it is until its forecasts are live; throws when it fails. */
export async function forecastAfterImport({ tenantId, region, secrets, progress }: ForecastAfterImport): Promise<void> {
  const pool = await createPool({
    login: () => readDatabaseSecret(secrets, homeLoginId(region, 'forecasting')),
    service: 'import',
    maxConnections: 1,
  })
  const count = (value: number): string => value.toLocaleString('en')
  try {
    const codeVersion = (await findCommit()) ?? 'dev'
    const { totalCount } = await runForecasts({ pool, tenantId, region, codeVersion, now: Date.now }, (run) =>
      progress.show(`forecasts: ${count(run.doneCount)} of ${count(run.totalCount)} series, ${Math.round(run.percent)} %`),
    )
    progress.end(`forecasts of ${count(totalCount)} series are live`)
  } finally {
    await pool.end()
  }
}
