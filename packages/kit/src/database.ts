import pg from 'pg'
import { signIn, type SignToken } from './database-sign-in.ts'
import type { DatabaseSecret } from './secrets.ts'

const int8 = 20
const date = 1082
const timestamptz = 1184

/**
 * How values of PostgreSQL become values here: days stay ISO text, instants become RFC 3339 in UTC with milliseconds,
 * bigint becomes a number (an unsafe one throws), numeric stays text. Fewer Date objects is also faster.
 */
function parserOf(oid: number): (value: string) => unknown {
  if (oid === date) return (value) => value
  if (oid === timestamptz) return toInstant
  if (oid === int8) return toSafeInteger
  return pg.types.getTypeParser(oid, 'text')
}

/** `2026-11-24 01:02:03.456789+00` as `2026-11-24T01:02:03.456Z`; sessions run in UTC. */
function toInstant(value: string): string {
  const [day, time = ''] = value.split(' ')
  const [clock = '', fraction = ''] = time.replace('+00', '').split('.')
  return `${day}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}Z`
}

function toSafeInteger(value: string): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError(`bigint ${value} does not fit a number`)
  return number
}

export interface PoolOptions {
  readonly login: () => Promise<DatabaseSecret>
  readonly service: string
  readonly maxConnections?: number
  /** For a connection to be made; 15 s unless said otherwise. */
  readonly connectionTimeoutMs?: number
  /** For one statement, counted here: it ends the wait for a server that is silent. */
  readonly queryTimeoutMs?: number
  /** Makes the token of a login that IAM lets in; AWS's own unless said otherwise. */
  readonly signToken?: SignToken
}

/**
 * A pool that asks for its login at every new connection, so that neither a rotated password nor a token that ends needs a restart.
 * Sessions run in UTC with generic plans for named statements, and notice within a second that nobody waits any more.
 */
export async function createPool(options: PoolOptions): Promise<pg.Pool> {
  const { login, service, maxConnections = 8, connectionTimeoutMs = 15_000, queryTimeoutMs, signToken } = options
  const pool = new pg.Pool({
    ...(await signIn(login, signToken)),
    max: maxConnections,
    application_name: service,
    connectionTimeoutMillis: connectionTimeoutMs,
    ...(queryTimeoutMs === undefined ? {} : { query_timeout: queryTimeoutMs }),
    idleTimeoutMillis: 60_000,
    options: '-c timezone=UTC -c plan_cache_mode=force_generic_plan -c client_connection_check_interval=1000',
    types: { getTypeParser: parserOf },
  })
  // A connection that breaks, idle or between two statements, is replaced by the pool; without listeners Node.js would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
  })
  return pool
}
