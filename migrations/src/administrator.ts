import { signIn, verifiedTls, type SignToken } from '@hemisphere/kit/database-sign-in.ts'
import type { DatabaseSecret, SecretReader } from '@hemisphere/kit/secrets.ts'
import pg from 'pg'
import { z } from 'zod'

const secretSchema = z.object({ username: z.string().min(1), password: z.string().min(1), dbname: z.string().min(1) })

export interface AdministratorOptions {
  readonly secrets: SecretReader
  readonly secretId: string
  readonly host: string
  readonly port: number
  readonly signToken?: SignToken
}

/** Whoever made the database, by verified TLS. */
export interface Administrator {
  readonly dbname: string
  /** Runs work on one connection of its own. */
  run<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result>
  /** Runs work on two connections that act as a role. */
  runAs<Result>(role: string, work: (pool: pg.Pool) => Promise<Result>): Promise<Result>
}

const timeouts = { connectionTimeoutMillis: 15_000, application_name: 'migrate', options: '-c timezone=UTC' }

/**
 * Signs in with the password of a secret of the form `{username, password, dbname}`. A server that refuses it because its
 * administrator has become a member of roles that sign in by IAM gets a token instead: membership counts even where it is nested
 * ("Database authentication", Aurora user guide), and whoever makes a role is a member of it.
 */
export async function openAdministrator(options: AdministratorOptions): Promise<Administrator> {
  const { secrets, secretId, host, port, signToken } = options
  const parsed = secretSchema.safeParse(parseText(await secrets.read(secretId)))
  if (!parsed.success) throw new Error(`secret ${secretId} is no administrator's login: ${z.prettifyError(parsed.error)}`)
  const { username, password, dbname } = parsed.data
  const address = { host, port, dbname, username }
  const byPassword: DatabaseSecret = { ...address, password }
  const login: DatabaseSecret = (await isLetIn(byPassword)) ? byPassword : { ...address, authentication: 'iam' }
  const settings = { ...(await signIn(async () => login, signToken)), ssl: verifiedTls(host), ...timeouts }

  return {
    dbname,
    run: (work) => withClient(settings, work),
    async runAs(role, work) {
      const asRole = `${timeouts.options} -c role=${role}`
      const pool = new pg.Pool({ ...settings, options: asRole, max: 2 })
      // Whoever uses the connection is told of the fault all the same; graphile-worker asks for a listener.
      pool.on('error', () => undefined)
      pool.on('connect', (client) => client.on('error', () => undefined))
      try {
        return await work(pool)
      } finally {
        await pool.end()
      }
    },
  }
}

const pamRefused = /^PAM authentication failed/

async function isLetIn(login: DatabaseSecret): Promise<boolean> {
  try {
    await withClient({ ...(await signIn(async () => login)), ssl: verifiedTls(login.host), ...timeouts }, async () => undefined)
    return true
  } catch (error) {
    if (error instanceof pg.DatabaseError && pamRefused.test(error.message)) return false
    throw error
  }
}

async function withClient<Result>(settings: pg.PoolConfig, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(settings)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text.
    return undefined
  }
}
