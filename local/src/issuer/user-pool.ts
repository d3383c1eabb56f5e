import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readTextIfThere, writeWhole } from '../world/file-text.ts'
import { clientIdOf } from './client-id.ts'
import { hashPassword, hashSecret } from './password-hash.ts'
import { createSigningKey, publicPart, type SigningKey } from './signing-keys.ts'

const keySchema = z.looseObject({ kty: z.literal('RSA'), kid: z.string() }).transform((key): SigningKey => key)
const identitySchema = z.object({ provider: z.string(), subject: z.string(), createdAt: z.int() })
const userSchema = z.object({
  sub: z.uuid(),
  email: z.string(),
  /** Absent for a person of a company's own identity provider, who has no password here. */
  passwordHash: z.string().optional(),
  identity: identitySchema.optional(),
})
const clientSchema = z.object({ clientId: z.string(), name: z.string(), secretHash: z.string() })
const fileSchema = z.object({
  signingKey: keySchema,
  /** Public parts of the keys that signed before. */
  previousKeys: z.array(keySchema).default([]),
  cookieKey: z.string(),
  users: z.array(userSchema),
  clients: z.array(clientSchema),
})

type PoolFile = z.infer<typeof fileSchema>
export type PoolUser = Readonly<z.infer<typeof userSchema>>
export type PoolClient = Readonly<z.infer<typeof clientSchema>>

/** Who can sign in at one zone's issuer, and the key that signs its tokens, kept in one file that its owner alone can read. */
export interface UserPool {
  readonly folder: string
  /** The private key that signs now. */
  readonly signingKey: SigningKey
  readonly cookieKey: string
  /** Public signing keys, as the issuer publishes them; the one that signs now is the first. */
  readonly publicKeys: readonly SigningKey[]
  /** From now on a new key signs. The one before stays published, and its private part is gone. */
  rotateSigningKey(): Promise<void>
  /** From now on the key that signs is the only one that is published. */
  retireOldKeys(): Promise<void>
  /** The person with this e-mail address, made with the password when there is none; one that exists keeps its own. */
  ensureUser(user: { readonly email: string; readonly password: string }): Promise<PoolUser>
  /** The person whom a company's identity provider knows by this subject, with this e-mail address from now on. */
  ensureFederatedUser(user: FederatedUser): Promise<PoolUser>
  /** The client of this name, with this secret from now on. */
  ensureClient(client: { readonly name: string; readonly secret: string }): Promise<PoolClient>
  /** Of those who sign in with a password here: an address alone leads to nobody of another identity provider. */
  findUserByEmail(email: string): PoolUser | undefined
  findUser(sub: string): PoolUser | undefined
  findClient(clientId: string): PoolClient | undefined
}

export interface FederatedUser {
  readonly provider: string
  readonly subject: string
  /** Empty when the provider does not tell. */
  readonly email: string
  /** Milliseconds since 1970. */
  readonly now: number
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
    const write = (): Promise<void> => writeWhole(file, `${JSON.stringify(pool, null, 2)}\n`)
    writing = writing.then(write, write)
    return writing
  }

  const findUserByEmail: UserPool['findUserByEmail'] = (email) =>
    pool.users.find((user) => user.passwordHash !== undefined && user.email === email.toLowerCase())

  return {
    folder,
    get signingKey() {
      return pool.signingKey
    },
    cookieKey: pool.cookieKey,
    get publicKeys() {
      return [publicPart(pool.signingKey), ...pool.previousKeys]
    },
    async rotateSigningKey() {
      const next = await createSigningKey()
      pool.previousKeys = [publicPart(pool.signingKey), ...pool.previousKeys]
      pool.signingKey = next
      await save()
    },
    async retireOldKeys() {
      pool.previousKeys = []
      await save()
    },
    async ensureUser({ email, password }) {
      const known = findUserByEmail(email)
      if (known !== undefined) return known
      const user = { sub: randomUUID(), email: email.toLowerCase(), passwordHash: await hashPassword(password) }
      pool.users.push(user)
      await save()
      return user
    },
    async ensureFederatedUser({ provider, subject, email, now }) {
      const isSame = ({ identity }: PoolUser): boolean => identity?.provider === provider && identity.subject === subject
      const known = pool.users.find(isSame)
      if (known?.email === email) return known
      const user = known ?? { sub: randomUUID(), email, identity: { provider, subject, createdAt: now } }
      if (known === undefined) pool.users.push(user)
      user.email = email
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

/** What Cognito calls a person: its own `sub`, or the provider's name and the subject there. At most 128 characters. */
export function usernameOf({ sub, identity }: PoolUser): string {
  return identity === undefined ? sub : `${identity.provider}_${identity.subject}`
}

async function createPool(): Promise<PoolFile> {
  const cookieKey = randomBytes(32).toString('base64url')
  return { signingKey: await createSigningKey(), previousKeys: [], cookieKey, users: [], clients: [] }
}
