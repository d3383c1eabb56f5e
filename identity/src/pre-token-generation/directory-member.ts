import { signIn } from '@hemisphere/kit/database-sign-in.ts'
import { readDatabaseSecret, type DatabaseSecret, type SecretReader } from '@hemisphere/kit/secrets.ts'
import pg from 'pg'
import { findSubject, type Subject, type SubjectRecord } from '../directory/find-subject.ts'

export interface DirectoryMemberOptions {
  readonly secrets: SecretReader
  /** Id of the login of `directory_reader` at this member. */
  readonly secretId: string
  readonly statementTimeoutMs: number
  /** For the whole of one lookup: a retry begins only where it can still end in time. */
  readonly deadlineMs: number
}

/** One copy of the zone directory, the writer or its replica. */
export interface DirectoryMember extends AsyncDisposable {
  findSubject(subject: Subject): Promise<SubjectRecord | undefined>
}

/**
 * Reads one member over one connection that outlives the invocation. Lambda freezes an instance between calls, so the
 * connection may be dead without notice: a lookup that fails early is repeated once on a new one.
 */
export function createDirectoryMember({ secrets, secretId, statementTimeoutMs, deadlineMs }: DirectoryMemberOptions): DirectoryMember {
  let opening: Promise<pg.Pool> | undefined

  const login = (): Promise<DatabaseSecret> => readDatabaseSecret(secrets, secretId)

  async function open(): Promise<pg.Pool> {
    const pool = new pg.Pool({
      ...(await signIn(login)),
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

  return {
    async findSubject(subject) {
      const startedAt = performance.now()
      try {
        return await attempt(subject)
      } catch (error) {
        const elapsedMs = performance.now() - startedAt
        if (elapsedMs > deadlineMs - statementTimeoutMs) throw error
        return attempt(subject)
      }
    },
    async [Symbol.asyncDispose]() {
      const pool = opening
      opening = undefined
      await (await pool)?.end()
    },
  }
}
