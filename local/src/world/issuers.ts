import { join } from 'node:path'
import { buildPreTokenGeneration } from '@hemisphere/identity/build.ts'
import { demoProvider, startCompanyProvider, type RunningCompanyProvider } from '../identity-provider/company-provider.ts'
import { parseWebClientSecret } from '../issuer/client-adapter.ts'
import { startIssuer, type RunningIssuer } from '../issuer/issuer.ts'
import { openUserPool } from '../issuer/user-pool.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import type { WorldPorts } from './ports.ts'
import type { RegionName, ZonePlan } from '@hemisphere/topology/regions.ts'
import { secretIds } from './secret-ids.ts'
import { seedDirectory } from './seed-directory.ts'
import type { StateFolder } from './state-folder.ts'
import { emailOf, type WorldTenant } from './tenants.ts'

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
  /** Takes over what is started beside the issuer. */
  readonly stack: AsyncDisposableStack
}

/** Fills a zone's directory and starts its issuer with the same people and clients, and the identity provider of its company. */
export async function startZoneIssuer(options: ZoneIssuerOptions): Promise<RunningIssuer> {
  const { zone, directoryWriter, state, ports, secrets, secretsUrl, tenants, now, onFault } = options
  const triggerBundle = join(state.bundles, `pre-token-generation-${zone.name}.mjs`)
  const pool = await openUserPool(state.issuer(zone.name))
  const provider = await startProvider(options)
  await Promise.all([
    buildPreTokenGeneration({ outFile: triggerBundle }),
    seedDirectory({ zone, writer: directoryWriter, tenants, users: pool, secrets, provider }),
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
      logoutUris: [`http://localhost:${ports.edge}/`],
    },
    identityProviders: provider === undefined ? [] : [provider.registration],
    companyNames: Object.fromEntries(tenants.filter((tenant) => tenant.zone === zone.name).map(({ slug, name }) => [slug, name])),
    now,
    onFault,
  })
}

/** The identity provider of the zone's demo company; undefined where that is of another zone or of no world. */
async function startProvider(options: ZoneIssuerOptions): Promise<RunningCompanyProvider | undefined> {
  const { zone, state, ports, secrets, tenants, stack } = options
  const { name, company, roles } = demoProvider
  const tenant = tenants.find(({ slug, zone: of }) => slug === company && of === zone.name)
  if (tenant === undefined) return undefined
  const started = await startCompanyProvider({
    ...options,
    folder: join(state.issuer(zone.name), name),
    port: ports.identityProvider,
    issuerPort: ports.issuers[zone.name],
    companyName: tenant.name,
    people: roles.map((role) => ({ role, email: emailOf(role, company) })),
    password: secrets.get(zone.directoryRegion, secretIds.demoPassword),
    region: zone.directoryRegion,
  })
  return stack.use(started)
}
