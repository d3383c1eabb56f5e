import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { z } from 'zod'
import { readTextIfThere } from '../world/file-text.ts'
import { clientIdOf } from './client-id.ts'
import { hashPassword, hashSecret } from './password-hash.ts'

const userSchema = z.object({ sub: z.uuid(), email: z.string(), passwordHash: z.string() })
const clientSchema = z.object({ clientId: z.string(), name: z.string(), secretHash: z.string() })
const fileSchema = z.object({
  signingKey: z.looseObject({ kty: z.literal('RSA'), kid: z.string() }),
  cookieKey: z.string(),
  users: z.array(userSchema),
  clients: z.array(clientSchema),
})

type PoolFile = z.infer<typeof fileSchema>
export type PoolUser = Readonly<z.infer<typeof userSchema>>
export type PoolClient = Readonly<z.infer<typeof clientSchema>>

/** Who can sign in at one zone's issuer, and the key that signs its tokens, kept in one file that its owner alone can read. */
export interface UserPool {
  readonly signingKey: JWK
  readonly cookieKey: string
  /** Public signing keys, as the issuer publishes them. */
  readonly publicKeys: readonly JWK[]
  /** The person with this e-mail address, made with the password when there is none; one that exists keeps its own. */
  ensureUser(user: { readonly email: string; readonly password: string }): Promise<PoolUser>
  /** The client of this name, with this secret from now on. */
  ensureClient(client: { readonly name: string; readonly secret: string }): Promise<PoolClient>
  findUserByEmail(email: string): PoolUser | undefined
  findUser(sub: string): PoolUser | undefined
  findClient(clientId: string): PoolClient | undefined
}

/** Opens the pool of a folder, which is made with a signing key of its own when it is empty. One process at a time. */
export async function openUserPool(folder: string): Promise<UserPool> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'user-pool.json')
  const text = await readTextIfThere(file)
  const pool: PoolFile = text === undefined ? await createPool() : fileSchema.parse(JSON.parse(text))
  let writing = Promise.resolve()
  if (text === undefined) await save()

  function save(): Promise<void> {
    const write = async (): Promise<void> => {
      // Renamed into place, so that a start that was killed leaves the whole old file or the whole new one.
      const draft = `${file}.draft`
      await writeFile(draft, `${JSON.stringify(pool, null, 2)}\n`, { mode: 0o600 })
      await chmod(draft, 0o600)
      await rename(draft, file)
    }
    writing = writing.then(write, write)
    return writing
  }

  const findUserByEmail: UserPool['findUserByEmail'] = (email) => pool.users.find((user) => user.email === email.toLowerCase())

  return {
    signingKey: pool.signingKey,
    cookieKey: pool.cookieKey,
    publicKeys: [publicPart(pool.signingKey)],
    async ensureUser({ email, password }) {
      const known = findUserByEmail(email)
      if (known !== undefined) return known
      const user = { sub: randomUUID(), email: email.toLowerCase(), passwordHash: await hashPassword(password) }
      pool.users.push(user)
      await save()
      return user
    },
    async ensureClient({ name, secret }) {
      const client = { clientId: clientIdOf(name), name, secretHash: hashSecret(secret) }
      const index = pool.clients.findIndex((candidate) => candidate.clientId === client.clientId)
      if (pool.clients[index]?.secretHash === client.secretHash) return client
      if (index >= 0) pool.clients[index] = client
      else pool.clients.push(client)
      await save()
      return client
    },
    findUserByEmail,
    findUser: (sub) => pool.users.find((user) => user.sub === sub),
    findClient: (clientId) => pool.clients.find((client) => client.clientId === clientId),
  }
}

async function createPool(): Promise<PoolFile> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  const kid = randomBytes(16).toString('base64url')
  return {
    signingKey: { ...jwk, kty: 'RSA', kid, alg: 'RS256', use: 'sig' },
    cookieKey: randomBytes(32).toString('base64url'),
    users: [],
    clients: [],
  }
}

function publicPart({ kty, kid, alg, use, n, e }: JWK): JWK {
  return { kty, kid, alg, use, n, e } as JWK
}
