import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { findRunProgress } from '@hemisphere/forecasting/runs/find-run-progress.ts'
import type { RunProgress } from '@hemisphere/forecasting/runs/run-progress.ts'
import { startForecastRun } from '@hemisphere/forecasting/runs/start-run.ts'
import type pg from 'pg'

export interface RunForecasts {
  /** Connections as the role `forecasting_service` of the tenant's home region. */
  readonly pool: pg.Pool
  readonly tenantId: string
  readonly region: string
  readonly codeVersion: string
  readonly now: () => number
  readonly signal?: AbortSignal
}

const pollMs = 250
/** A worker on a machine that is busy with a whole start takes seconds to begin, not minutes. */
const stallLimitMs = 120_000

/**
 * Starts a forecast run on new data, or joins the one under way, and waits until its forecasts are live; its last progress.
 * A run that is refused, fails, or stands still for two minutes is thrown; the forecasts of the run before stay live.
 */
export async function runForecasts(options: RunForecasts, onProgress: (progress: RunProgress) => void): Promise<RunProgress> {
  const { pool, tenantId, region, codeVersion, now, signal } = options
  const started = await startForecastRun({
    pool,
    tenantId,
    trigger: 'NEW_DATA',
    region,
    codeVersion,
    idempotencyKey: randomUUID(),
    ...(signal === undefined ? {} : { signal }),
  })
  if (started.kind === 'refused') throw new Error(`a forecast run was refused: ${started.code}`)
  let lastPercent = -1
  let movedAt = now()
  for (;;) {
    const progress = await findRunProgress(pool, tenantId, started.run.id, now)
    if (progress === undefined || progress.status === 'FAILED')
      throw new Error("the forecast run failed; see the log of its region's worker")
    if (progress.status === 'COMPLETED') return progress
    if (progress.percent > lastPercent) {
      lastPercent = progress.percent
      movedAt = now()
    }
    if (now() - movedAt > stallLimitMs)
      throw new Error(`the forecast run stands still at ${Math.floor(lastPercent)} %; see the log of its region's worker`)
    onProgress(progress)
    await delay(pollMs, undefined, signal === undefined ? {} : { signal })
  }
}
