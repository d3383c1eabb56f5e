import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@hemisphere/local/free-port.ts'
import { startIdentityProvider } from '@hemisphere/local/identity-provider/identity-provider.ts'
import type { CompanyProvider } from '@hemisphere/local/issuer/federation/relying-party.ts'
import { startIssuer, type RunningIssuer } from '@hemisphere/local/issuer/issuer.ts'
import { createWebApplication, testWebClient, type WebApplication } from '@hemisphere/local/issuer/testing/web-application.ts'
import { openUserPool, type UserPool } from '@hemisphere/local/issuer/user-pool.ts'
import { openSecretStore } from '@hemisphere/local/secrets/secret-store.ts'
import { startSecretsServer } from '@hemisphere/local/secrets/secrets-server.ts'
import { createTestDatabase } from '@hemisphere/local/testing/test-database.ts'
import type pg from 'pg'
import { inject } from 'vitest'
import { buildPreTokenGeneration } from '../src/build.ts'
import type { Role } from '../src/directory/roles.ts'
import {
  insertClient,
  insertFederatedIdentity,
  insertIdentityProvider,
  insertStartingPermissionSets,
  insertTenant,
  insertUser,
  openDirectory,
  type Directory,
} from '../src/directory/write-directory.ts'
import { migrations } from '../src/migrations.ts'

export const password = 'correct horse battery staple'

/** A part of a token as it is, unverified: 0 the header, 1 the claims. */
export function readToken(token: string, part: 0 | 1 = 1): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString())
}

/** A company of the world with its own identity provider, which knows people by subjects of its own. */
export interface Company {
  readonly slug: string
  readonly tenantId: string
  readonly provider: string
  readonly permissionSets: Readonly<Record<Role | 'partner', string>>
  /** People at the company's identity provider, by the password of this file. */
  readonly people: UserPool
  /** Makes a person known to the company's provider, and by its subject to the directory if a role is given. */
  addFederated(person: { readonly email: string; readonly role?: Role }): Promise<{ readonly subject: string; readonly userId: string }>
  /** Makes a person with a password at the issuer. */
  addUser(email: string, role: Role): Promise<{ readonly userId: string }>
}

/** Issuer, companies' identity providers, the Lambda's bundle and the directory, as they work together in zone eu. */
export interface IdentityWorld extends AsyncDisposable {
  readonly issuer: RunningIssuer
  readonly directory: Directory
  /** On the role of whoever only reads. */
  readonly reader: pg.Pool
  readonly nordhem: Company
  readonly lune: Company
  /** The web application, each sign-in in a browser of its own. */
  readonly application: WebApplication
}

const clientSecret = 'secret of the issuer at the companies'

export async function startIdentityWorld(): Promise<IdentityWorld> {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-identity-'))
  made.defer(() => rm(folder, { recursive: true }))
  const database = made.use(
    await createTestDatabase([{ schema: 'directory', ownerRole: 'directory_owner', serviceRole: 'directory_reader', migrations }]),
  )
  const owner = await database.pool('directory_owner')
  const directory = openDirectory(owner)
  const pool = await openUserPool(join(folder, 'issuer'))
  const port = await freePort()
  const identityProviders: CompanyProvider[] = []
  const nordhem = await addCompany('nordhem')
  const lune = await addCompany('maison-lune')

  async function addCompany(slug: string): Promise<Company> {
    const place = { zone: 'eu', homeRegion: 'eu-west-1', currencyCode: 'EUR', timeZone: 'Europe/Paris' }
    const tenantId = await insertTenant(directory, { slug, name: slug, ...place })
    const permissionSets = await insertStartingPermissionSets(directory, tenantId)
    const client = await pool.ensureClient({ name: `partner@${slug}`, secret: `secret of ${slug}` })
    await insertClient(directory, { tenantId, clientId: client.clientId, name: 'partner', permissionSetId: permissionSets.partner })
    const provider = `${slug}-sso`
    await insertIdentityProvider(directory, { tenantId, name: provider })
    const people = await openUserPool(join(folder, provider))
    const registered = { clientId: 'hemisphere', clientSecret }
    const redirectUris = [`http://localhost:${port}/oauth2/idpresponse`]
    const running = made.use(await startIdentityProvider({ company: slug, port: 0, pool: people, client: { ...registered, redirectUris } }))
    identityProviders.push({ name: provider, identifiers: [slug], issuer: running.issuer, ...registered })
    const inDirectory = (email: string, role: Role, subject?: string): Promise<string> => {
      const person = { tenantId, email, role, permissionSetId: permissionSets[role] }
      return insertUser(directory, subject === undefined ? person : { ...person, subject })
    }
    return {
      slug,
      tenantId,
      provider,
      permissionSets,
      people,
      async addFederated({ email, role }) {
        const { sub: subject } = await people.ensureUser({ email, password })
        if (role === undefined) return { subject, userId: '' }
        const userId = await inDirectory(email, role)
        await insertFederatedIdentity(directory, { tenantId, provider, subject, userId })
        return { subject, userId }
      },
      async addUser(email, role) {
        const { sub } = await pool.ensureUser({ email, password })
        return { userId: await inDirectory(email, role, sub) }
      },
    }
  }

  const store = await openSecretStore(join(folder, 'secrets.json'), Date.now)
  const server = inject('postgres')
  const login = { host: '127.0.0.1', port: server.port, dbname: owner.options.database, username: 'directory_reader' }
  await store.put('eu-west-1', 'hemisphere/database/directory-reader', JSON.stringify({ ...login, password: server.password }))
  const secrets = made.use(await startSecretsServer(store, 0))
  const { outFile } = await buildPreTokenGeneration({ outFile: join(folder, 'index.mjs') })
  const place = { zone: 'eu', region: 'eu-west-1', port, pool, triggerBundle: outFile, secretsEndpoint: secrets.url }
  const issuer = made.use(await startIssuer({ ...place, webClient: testWebClient, identityProviders }))
  const reader = await database.pool('directory_reader')
  const held = made.move()
  return {
    issuer,
    directory,
    reader,
    nordhem,
    lune,
    application: createWebApplication(issuer.issuer),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
