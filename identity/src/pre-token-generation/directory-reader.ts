import { readDatabaseSecret, type DatabaseSecret, type SecretReader } from '@hemisphere/kit/secrets.ts'
import pg from 'pg'
import { findSubject, type Subject, type SubjectRecord } from '../directory/find-subject.ts'

export interface DirectoryReaderOptions {
  readonly secrets: SecretReader
  /** Id of the login of `directory_reader`. */
  readonly secretId: string
  readonly statementTimeoutMs: number
  /** For the whole of one lookup: secret, connection, statement and the one retry. */
  readonly deadlineMs: number
}

export interface DirectoryReader extends AsyncDisposable {
  findSubject(subject: Subject): Promise<SubjectRecord | undefined>
}

/**
 * Reads the zone directory over one connection that outlives the invocation. Lambda freezes an instance between calls, so the
 * connection may be dead without notice: a lookup that fails early is repeated once on a new one.
 */
export function createDirectoryReader({ secrets, secretId, statementTimeoutMs, deadlineMs }: DirectoryReaderOptions): DirectoryReader {
  let opening: Promise<pg.Pool> | undefined

  const login = (): Promise<DatabaseSecret> => readDatabaseSecret(secrets, secretId)

  async function open(): Promise<pg.Pool> {
    const { host, port, dbname, username } = await login()
    const pool = new pg.Pool({
      host,
      port,
      database: dbname,
      user: username,
      password: async () => (await login()).password,
      max: 1,
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: statementTimeoutMs,
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs,
      application_name: 'pre-token-generation',
      options: '-c default_transaction_read_only=on',
    })
    // The pool replaces an idle connection that breaks; without a listener it would end the process.
    pool.on('error', () => undefined)
    return pool
  }

  async function attempt(subject: Subject): Promise<SubjectRecord | undefined> {
    const used = (opening ??= open())
    try {
      return await findSubject(await used, subject)
    } catch (error) {
      if (opening === used) opening = undefined
      // Not waited for: ending a pool waits for its connections, and those have failed. One that never opened has told so above.
      used.then((pool) => pool.end()).catch(() => undefined)
      throw error
    }
  }

  async function withRetry(subject: Subject): Promise<SubjectRecord | undefined> {
    const startedAt = performance.now()
    try {
      return await attempt(subject)
    } catch (error) {
      const elapsedMs = performance.now() - startedAt
      if (elapsedMs > deadlineMs - statementTimeoutMs) throw error
      return attempt(subject)
    }
  }

  return {
    findSubject: (subject) => withDeadline(withRetry(subject), deadlineMs),
    async [Symbol.asyncDispose]() {
      const pool = opening
      opening = undefined
      await (await pool)?.end()
    },
  }
}

async function withDeadline<Result>(work: Promise<Result>, deadlineMs: number): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`the directory did not answer within ${deadlineMs} ms`)), deadlineMs)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
