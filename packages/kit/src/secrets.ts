import { GetSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { z } from 'zod'

/** The region has no secret of that id. */
export class SecretNotFoundError extends Error {}

/** Reads secrets of the own region; an answer is kept for `maxAgeMs`, so that a rotated secret is seen soon after. */
export interface SecretReader extends Disposable {
  /** The current value; SecretNotFoundError when there is none. */
  read(secretId: string): Promise<string>
  /** The current value and, while a rotation lasts, the previous one. */
  readVersions(secretId: string): Promise<readonly string[]>
  /** The same, but first the one to sign with: a new value only when every other reader knows it, too. */
  readForSigning(secretId: string): Promise<readonly string[]>
}

export interface SecretReaderOptions {
  readonly region: string
  /** Address of a stand-in for Secrets Manager; AWS's own when absent. */
  readonly endpoint: string | undefined
  readonly maxAgeMs?: number
  readonly now?: () => number
}

type Stage = 'AWSCURRENT' | 'AWSPREVIOUS'

interface SecretVersion {
  readonly value: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** One version as last read; undefined when the secret has no such version. */
interface KeptVersion {
  readonly value: Promise<SecretVersion | undefined>
  readonly until: number
}

/**
 * A reader on the AWS SDK. Concurrent reads of one secret are one call. While Secrets Manager does not answer, the last
 * known value serves on and is asked for again at the next read; a value that was never read is an error.
 */
export function createSecretReader({ region, endpoint, maxAgeMs = 300_000, now = Date.now }: SecretReaderOptions): SecretReader {
  const client = new SecretsManagerClient({ region, ...(endpoint === undefined ? {} : { endpoint }) })
  const kept = new Map<string, KeptVersion>()

  async function fetchVersion(secretId: string, stage: Stage): Promise<SecretVersion | undefined> {
    try {
      const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage }))
      if (answer.SecretString === undefined) throw new Error(`secret ${secretId} holds no text`)
      return { value: answer.SecretString, createdAt: answer.CreatedDate?.getTime() ?? 0 }
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error
      // Most secrets have no previous version, which is worth keeping; that there is no secret at all is not.
      if (stage === 'AWSPREVIOUS') return undefined
      throw new SecretNotFoundError(`there is no secret ${secretId} in ${region}`, { cause: error })
    }
  }

  function readVersion(secretId: string, stage: Stage): Promise<SecretVersion | undefined> {
    const key = `${stage} ${secretId}`
    const known = kept.get(key)
    if (known !== undefined && known.until > now()) return known.value
    const fetched = fetchVersion(secretId, stage)
    const value = fetched.catch((error: unknown) => {
      // A secret that was taken away must not serve on.
      if (known === undefined || error instanceof SecretNotFoundError) {
        kept.delete(key)
        throw error
      }
      kept.set(key, { value: known.value, until: now() })
      return known.value
    })
    kept.set(key, { value, until: now() + maxAgeMs })
    return value
  }

  async function readCurrent(secretId: string): Promise<SecretVersion> {
    const version = await readVersion(secretId, 'AWSCURRENT')
    if (version === undefined) throw new Error(`secret ${secretId} has no current version`)
    return version
  }

  async function readBoth(secretId: string): Promise<readonly [SecretVersion, SecretVersion?]> {
    const [current, previous] = await Promise.all([readCurrent(secretId), readVersion(secretId, 'AWSPREVIOUS')])
    return previous === undefined ? [current] : [current, previous]
  }

  const textsOf = (versions: readonly (SecretVersion | undefined)[]): readonly string[] =>
    versions.flatMap((version) => (version === undefined ? [] : [version.value]))

  return {
    read: async (secretId) => (await readCurrent(secretId)).value,
    readVersions: async (secretId) => textsOf(await readBoth(secretId)),
    async readForSigning(secretId) {
      const [current, previous] = await readBoth(secretId)
      // Another reader may have looked just before, and its clock may be behind: it knows the new value after twice that age.
      return textsOf(now() < current.createdAt + 2 * maxAgeMs ? [previous, current] : [current, previous])
    },
    [Symbol.dispose]: () => client.destroy(),
  }
}

interface DatabaseAddress {
  readonly host: string
  readonly port: number
  readonly dbname: string
  readonly username: string
  readonly otherMember?: { readonly host: string; readonly port: number } | undefined
}

export type DatabaseSecret = DatabaseAddress &
  ({ readonly password: string; readonly authentication?: never } | { readonly authentication: 'iam'; readonly password?: never })

/** A stack writes numbers as text where it puts them into a secret. */
const portSchema = z.coerce.number<number | string>().pipe(z.int().min(1).max(65_535))

/**
 * The JSON form in which Secrets Manager keeps a database login. Whoever signs in has a password, or is let in by IAM: then there
 * is none to keep, and each connection has a token of its own and TLS.
 */
export const databaseSecretSchema = z
  .object({
    host: z.string().min(1),
    port: portSchema,
    dbname: z.string().min(1),
    username: z.string().min(1),
    password: z.string().min(1).optional(),
    authentication: z.literal('iam').optional(),
    /** The member in the buddy region, for writes while this one is a replica; absent where the database forwards them itself. */
    otherMember: z.object({ host: z.string().min(1), port: portSchema }).optional(),
  })
  .transform(({ password, authentication, ...address }, context): DatabaseSecret => {
    if (authentication === undefined && password !== undefined) return { ...address, password }
    if (authentication !== undefined && password === undefined) return { ...address, authentication }
    const got = password === undefined ? 'neither' : 'both'
    context.addIssue({ code: 'custom', message: `got ${got} of a password and "authentication": "iam", wanted one of them` })
    return z.NEVER
  })

/** Text of a secret's form, which is JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text.
    return undefined
  }
}

/** A database login as stored; a malformed one is told without its value. */
export async function readDatabaseSecret(secrets: SecretReader, secretId: string): Promise<DatabaseSecret> {
  const parsed = databaseSecretSchema.safeParse(parseJson(await secrets.read(secretId)))
  if (!parsed.success) throw new Error(`secret ${secretId} is not a database login: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/** Keys from a secret of base64url text, first the one to sign with; what any of them has signed is good. */
export async function readKeys(secrets: SecretReader, secretId: string): Promise<readonly Uint8Array[]> {
  const versions = await secrets.readForSigning(secretId)
  return versions.map((version) => {
    const key = Buffer.from(version, 'base64url')
    if (key.length < 32) throw new Error(`secret ${secretId} holds ${key.length} bytes, a key needs 32`)
    return key
  })
}
