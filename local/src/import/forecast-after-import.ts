import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { findRunProgress } from '@hemisphere/forecasting/runs/find-run-progress.ts'
import { startForecastRun } from '@hemisphere/forecasting/runs/start-run.ts'
import { createPool } from '@hemisphere/kit/database.ts'
import { readDatabaseSecret, type SecretReader } from '@hemisphere/kit/secrets.ts'
import type { ProgressLine } from './progress-line.ts'

export interface ForecastAfterImport {
  readonly tenantId: string
  readonly region: string
  readonly secrets: SecretReader
  readonly progress: ProgressLine
}

const askEveryMs = 500

/** Starts a forecast run on new sales, and shows how far it is until its forecasts are live; throws when it fails. */
export async function forecastAfterImport({ tenantId, region, secrets, progress }: ForecastAfterImport): Promise<void> {
  const pool = await createPool({
    login: () => readDatabaseSecret(secrets, 'hemisphere/database/forecasting'),
    service: 'import',
    maxConnections: 1,
  })
  try {
    const start = await startForecastRun({
      pool,
      tenantId,
      trigger: 'NEW_DATA',
      region,
      codeVersion: 'import',
      idempotencyKey: randomUUID(),
    })
    if (start.kind === 'refused') throw new Error(`no forecast run was started: ${start.code}`)
    for (;;) {
      const run = await findRunProgress(pool, tenantId, start.run.id)
      if (run === undefined || run.status === 'FAILED')
        throw new Error('the forecast run failed; the forecasts of the run before stay live')
      if (run.status === 'COMPLETED') return progress.end(`forecasts of ${run.totalCount.toLocaleString('en')} series are live`)
      progress.show(
        `forecasts: ${run.doneCount.toLocaleString('en')} of ${run.totalCount.toLocaleString('en')} series, ${Math.round(run.percent)} %`,
      )
      await delay(askEveryMs)
    }
  } finally {
    await pool.end()
  }
}
