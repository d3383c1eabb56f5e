import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { providerResponsePath } from '../issuer/federation/federation.ts'
import type { CompanyProvider } from '../issuer/federation/relying-party.ts'
import { openUserPool } from '../issuer/user-pool.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { startIdentityProvider } from './identity-provider.ts'

/** The demo company that has an identity provider of its own, beside its users with passwords at the zone's issuer. */
export const demoProvider = { name: 'maison-lune-sso', company: 'maison-lune', roles: ['planner', 'merchandiser'] } as const

export interface CompanyProviderOptions {
  /** Where its key and people are kept. */
  readonly folder: string
  readonly port: number
  /** Port of the zone's issuer, which is its client. */
  readonly issuerPort: number
  readonly companyName: string
  /** Its people, who are made with the password when they are not there yet. */
  readonly people: readonly { readonly role: string; readonly email: string }[]
  readonly password: string
  readonly secrets: SecretStore
  /** Region whose secrets hold the issuer's credentials at the provider. */
  readonly region: string
  readonly now: () => number
  readonly onFault: (fault: unknown) => void
}

/** A company's provider as the world needs it: registered at the issuer, and its people with the subjects that it calls them. */
export interface RunningCompanyProvider extends AsyncDisposable {
  readonly registration: CompanyProvider
  readonly company: string
  readonly identities: readonly { readonly role: string; readonly subject: string }[]
}

const credentialsSchema = z.object({ clientId: z.string(), clientSecret: z.string() })

/** Starts the demo company's provider, with credentials for the zone's issuer that are made at the first start. */
export async function startCompanyProvider(options: CompanyProviderOptions): Promise<RunningCompanyProvider> {
  const { folder, port, issuerPort, companyName, people, password, secrets, region, now, onFault } = options
  const { name, company } = demoProvider
  const secretId = `hemisphere/identity-provider/${name}`
  if (secrets.find(region, secretId) === undefined) {
    const made = { clientId: 'hemisphere', clientSecret: randomBytes(32).toString('base64url') }
    await secrets.put(region, secretId, JSON.stringify(made))
  }
  const credentials = credentialsSchema.parse(JSON.parse(secrets.get(region, secretId)))
  const pool = await openUserPool(folder)
  const identities: { readonly role: string; readonly subject: string }[] = []
  for (const { role, email } of people) identities.push({ role, subject: (await pool.ensureUser({ email, password })).sub })
  const client = { ...credentials, redirectUris: [`http://localhost:${issuerPort}${providerResponsePath}`] }
  const running = await startIdentityProvider({ company: companyName, port, pool, client, now, onFault })
  return {
    registration: { name, identifiers: [company], issuer: running.issuer, ...credentials },
    company,
    identities,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  }
}
