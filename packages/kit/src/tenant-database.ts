import { createHash } from 'node:crypto'
import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'
import { boundedStatement, isSilence } from './bounded-statement.ts'
import { databaseFault } from './database-fault.ts'
import { isUuid } from './opaque-id.ts'
import { openTenantTransaction, type TenantTransaction } from './open-tenant-transaction.ts'

/** A transaction of one tenant; `statementTimeoutMs` is what one statement may take. */
export interface TenantDatabaseOptions extends TenantTransaction {
  readonly signal?: AbortSignal
  /** Told every statement that is sent; tests count with it. */
  readonly onStatement?: (sql: string) => void
}

/**
 * One transaction of one tenant: opened by the first statement, with `hemisphere.tenant` set for its duration, ended by
 * `commit` or by disposal (rollback). Statements run one after another on one connection and see one snapshot when reading.
 */
export class TenantDatabase<Schema> implements AsyncDisposable {
  readonly db: Kysely<Schema>
  readonly #driver: TenantDriver

  constructor(options: TenantDatabaseOptions) {
    const driver = new TenantDriver(options)
    this.#driver = driver
    this.db = new Kysely<Schema>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => driver,
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    })
  }

  /** Makes all writes last; later statements are refused. */
  commit(): Promise<void> {
    return this.#driver.end('COMMIT')
  }

  /** The connection of this transaction, for COPY alone. */
  client(): Promise<pg.PoolClient> {
    return this.#driver.client()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#driver.end('ROLLBACK')
  }
}

/** Runs `work` in one transaction of one tenant: all of it lasts, or, when it throws, nothing. */
export async function withTenant<Schema, Result>(
  options: TenantDatabaseOptions,
  work: (database: TenantDatabase<Schema>) => Promise<Result>,
): Promise<Result> {
  await using database = new TenantDatabase<Schema>(options)
  const result = await work(database)
  await database.commit()
  return result
}

class TenantDriver implements Driver {
  readonly #options: TenantDatabaseOptions
  #opening: Promise<pg.PoolClient> | undefined
  #turn: Promise<void> = Promise.resolve()
  #ended = false
  #busy = 0
  #silent = false

  constructor(options: TenantDatabaseOptions) {
    // The id is spliced into SQL below, since SET takes no parameters.
    if (!isUuid(options.tenantId)) throw new Error('a tenant is named by a UUID in lower case')
    this.#options = options
  }

  async init(): Promise<void> {}

  client(): Promise<pg.PoolClient> {
    if (this.#ended) throw new Error('this transaction has ended')
    this.#opening ??= openTenantTransaction(this.#options)
    return this.#opening
  }

  /** Waits for the statements before this one; the connection carries one at a time. */
  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#turn
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#turn = promise
    await before
    this.#busy += 1
    return new TenantConnection(this, this.#options, () => {
      this.#busy -= 1
      resolve()
    })
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    if (connection instanceof TenantConnection) connection.release()
  }

  async beginTransaction(): Promise<void> {
    throw nested()
  }

  async commitTransaction(): Promise<void> {
    throw nested()
  }

  async rollbackTransaction(): Promise<void> {
    throw nested()
  }

  async destroy(): Promise<void> {}

  /** Notes that the server did not answer a statement, which is still under way on the connection. */
  noteSilence(): void {
    this.#silent = true
  }

  async end(statement: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    if (this.#opening === undefined) return
    let client: pg.PoolClient
    try {
      client = await this.#opening
    } catch (error) {
      // The statement that opened the transaction has thrown this to its caller.
      if (statement === 'ROLLBACK') return
      throw error
    }
    // A statement still under way has no reader left: the connection goes with it, and PostgreSQL stops the work.
    if (this.#busy > 0 || this.#silent) {
      client.release(true)
      if (statement === 'COMMIT') throw new Error('a transaction can not be committed while a statement of it is under way')
      return
    }
    try {
      await client.query(boundedStatement({ text: statement }, this.#options.statementTimeoutMs))
    } catch (error) {
      client.release(true)
      // Without its connection nothing of the transaction is left to roll back; what broke it has been thrown to its statement.
      if (statement === 'ROLLBACK') return
      throw databaseFault(error) ?? error
    }
    client.release()
  }
}

class TenantConnection implements DatabaseConnection {
  readonly #driver: TenantDriver
  readonly #options: TenantDatabaseOptions
  readonly release: () => void

  constructor(driver: TenantDriver, options: TenantDatabaseOptions, release: () => void) {
    this.#driver = driver
    this.#options = options
    this.release = release
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    this.#options.signal?.throwIfAborted()
    const client = await this.#driver.client()
    this.#options.onStatement?.(query.sql)
    const statement = { name: statementName(query.sql), text: query.sql, values: [...query.parameters] }
    const result = await client
      .query<Row & pg.QueryResultRow>(boundedStatement(statement, this.#options.statementTimeoutMs))
      .catch((error: unknown) => {
        if (isSilence(error)) this.#driver.noteSilence()
        throw databaseFault(error) ?? error
      })
    return { rows: result.rows, numAffectedRows: BigInt(result.rowCount ?? 0) }
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streams are read with COPY, not through Kysely')
  }
}

function nested(): Error {
  return new Error('a tenant database is one transaction already')
}

/** One name per SQL text, so that a connection parses and plans it once. */
function statementName(sql: string): string {
  return createHash('sha1').update(sql).digest('base64url')
}
