import { runForecasts } from '../run-forecasts.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { openPool } from './region-pool.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { serviceLoginId } from './secret-ids.ts'
import { tenantIdOf, type WorldTenant } from './tenants.ts'

export interface ForecastOptions {
  readonly tenant: WorldTenant
  /** Region that holds the writer of the tenant's home. */
  readonly writer: RegionName
  readonly secrets: SecretStore
  readonly codeVersion: string
  readonly now: () => number
  readonly signal: AbortSignal
}

/** Starts a forecast run of a tenant and waits until its forecasts are live; a run that fails is thrown. */
export async function forecastTenant(options: ForecastOptions, tell: (detail: string) => void): Promise<void> {
  const { tenant, writer, secrets, codeVersion, now, signal } = options
  const pool = await openPool(secrets, writer, serviceLoginId(tenant.homeRegion, 'forecasting'))
  const run = { pool, tenantId: tenantIdOf(tenant.slug), region: tenant.homeRegion, codeVersion, now, signal }
  try {
    await runForecasts(run, ({ percent, totalCount }) => tell(`${Math.floor(percent)} % of ${totalCount} series`))
  } catch (cause) {
    throw new Error(`${tenant.name} has no forecasts: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  } finally {
    await pool.end()
  }
}
