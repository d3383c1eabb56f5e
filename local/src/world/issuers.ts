import { join } from 'node:path'
import { buildPreTokenGeneration } from '@hemisphere/identity/build.ts'
import { parseWebClientSecret } from '../issuer/client-adapter.ts'
import { startIssuer, type RunningIssuer } from '../issuer/issuer.ts'
import { openUserPool } from '../issuer/user-pool.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import type { WorldPorts } from './ports.ts'
import type { RegionName, ZonePlan } from './regions.ts'
import { secretIds } from './secret-ids.ts'
import { seedDirectory } from './seed-directory.ts'
import type { StateFolder } from './state-folder.ts'
import type { WorldTenant } from './tenants.ts'

export interface ZoneIssuerOptions {
  readonly zone: ZonePlan
  /** Region that holds the writer of the zone's directory. */
  readonly directoryWriter: RegionName
  readonly state: StateFolder
  readonly ports: WorldPorts
  readonly secrets: SecretStore
  readonly secretsUrl: string
  readonly tenants: readonly WorldTenant[]
  readonly now: () => number
  /** Told each fault of the issuer itself. */
  readonly onFault: (fault: unknown) => void
}

/** Fills a zone's directory and starts its issuer with the same people and clients. */
export async function startZoneIssuer(options: ZoneIssuerOptions): Promise<RunningIssuer> {
  const { zone, directoryWriter, state, ports, secrets, secretsUrl, tenants, now, onFault } = options
  const triggerBundle = join(state.bundles, `pre-token-generation-${zone.name}.mjs`)
  const pool = await openUserPool(state.issuer(zone.name))
  await Promise.all([
    buildPreTokenGeneration({ outFile: triggerBundle }),
    seedDirectory({ zone, writer: directoryWriter, tenants, users: pool, secrets }),
  ])
  return startIssuer({
    zone: zone.name,
    region: zone.directoryRegion,
    port: ports.issuers[zone.name],
    pool,
    triggerBundle,
    secretsEndpoint: secretsUrl,
    directoryFallbackSecretId: secretIds.directoryReaderBuddy,
    webClient: {
      ...parseWebClientSecret(secrets.get(zone.directoryRegion, secretIds.webClient)),
      redirectUris: [`http://localhost:${ports.edge}/session/callback`],
    },
    companyNames: Object.fromEntries(tenants.filter((tenant) => tenant.zone === zone.name).map(({ slug, name }) => [slug, name])),
    now,
    onFault,
  })
}
