import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { findRunProgress } from '@hemisphere/forecasting/runs/find-run-progress.ts'
import { startForecastRun } from '@hemisphere/forecasting/runs/start-run.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { openPool } from './region-pool.ts'
import { schemaLoginIds } from './secret-ids.ts'
import { tenantIdOf, type WorldTenant } from './tenants.ts'

export interface ForecastOptions {
  readonly tenant: WorldTenant
  readonly secrets: SecretStore
  readonly codeVersion: string
  readonly now: () => number
  readonly signal: AbortSignal
}

const pollMs = 250
/** A worker on a machine that is busy with a whole start takes seconds to begin, not minutes. */
const stallLimitMs = 120_000

/** Starts a forecast run of a tenant and waits until its forecasts are live; a run that fails is thrown. */
export async function forecastTenant(options: ForecastOptions, tell: (detail: string) => void): Promise<void> {
  const { tenant, secrets, codeVersion, now, signal } = options
  const tenantId = tenantIdOf(tenant.slug)
  const pool = await openPool(secrets, tenant.homeRegion, schemaLoginIds('forecasting').service)
  try {
    const started = await startForecastRun({
      pool,
      tenantId,
      trigger: 'NEW_DATA',
      region: tenant.homeRegion,
      codeVersion,
      idempotencyKey: randomUUID(),
      signal,
    })
    if (started.kind === 'refused') throw new Error(`the forecast run of ${tenant.name} was refused: ${started.code}`)
    let lastPercent = -1
    let movedAt = now()
    for (;;) {
      const progress = await findRunProgress(pool, tenantId, started.run.id, now)
      if (progress?.status === 'COMPLETED') return
      if (progress === undefined || progress.status === 'FAILED') throw new Error(`the forecast run of ${tenant.name} failed`)
      if (progress.percent > lastPercent) {
        lastPercent = progress.percent
        movedAt = now()
      }
      if (now() - movedAt > stallLimitMs)
        throw new Error(`the forecast run of ${tenant.name} stands still at ${lastPercent} %; see the log of its region's worker`)
      tell(`${Math.floor(progress.percent)} % of ${progress.totalCount} series`)
      await delay(pollMs, undefined, { signal })
    }
  } finally {
    await pool.end()
  }
}
