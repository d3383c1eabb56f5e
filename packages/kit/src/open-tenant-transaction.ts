import type pg from 'pg'
import { z } from 'zod'
import { boundedStatement } from './bounded-statement.ts'
import { databaseFault, readOnlyError } from './database-fault.ts'

/** From which moment the rows of a transaction are. */
export interface ReadPoint {
  /** Whether a replica is read. */
  readonly isReplica: boolean
  /** Instant up to which the replica has everything that was committed; undefined at a writer, whose rows are as of now. */
  readonly asOf: string | undefined
}

export interface TenantTransaction {
  /** The member that is asked first; for reads the only one. */
  readonly pool: pg.Pool
  /** Takes writes while the first one is a replica. */
  readonly forwardTo?: pg.Pool | undefined
  readonly tenantId: string
  readonly access: 'read' | 'write'
  readonly statementTimeoutMs: number
  /** Placement epoch of the caller's token; the database refuses one that is not current. Absent for work of the home itself. */
  readonly placementEpoch?: number | undefined
  readonly onReadPoint?: ((point: ReadPoint) => void) | undefined
}

/**
 * Opens a transaction of one tenant in one round trip. A write that meets a replica goes on at `forwardTo`; without a member
 * that takes it, it is REGION_READ_ONLY. Faults of the database's place are thrown as `databaseFault` names them.
 */
export async function openTenantTransaction(transaction: TenantTransaction): Promise<pg.PoolClient> {
  const { pool, forwardTo, access } = transaction
  const first = await begin(pool, transaction).catch((error: unknown) => {
    throw databaseFault(error) ?? error
  })
  // Without another member to go to, the write is sent here: Aurora's replicas forward it, and any other refuses it (25006).
  if (access === 'read' || !first.point.isReplica || forwardTo === undefined) return first.client
  await leave(first.client)
  const second = await begin(forwardTo, transaction).catch((error: unknown) => {
    throw databaseFault(error) === undefined ? error : readOnlyError(error)
  })
  if (!second.point.isReplica) return second.client
  await leave(second.client)
  throw readOnlyError()
}

const leaveTimeoutMs = 1_000

async function leave(client: pg.PoolClient): Promise<void> {
  try {
    await client.query(boundedStatement({ text: 'ROLLBACK' }, leaveTimeoutMs))
    client.release()
  } catch {
    // It is broken, and the pool makes another.
    client.release(true)
  }
}

const pointSchema = z.object({ isReplica: z.boolean(), asOf: z.string().nullable() })

async function begin(pool: pg.Pool, transaction: TenantTransaction): Promise<{ client: pg.PoolClient; point: ReadPoint }> {
  const client = await pool.connect()
  try {
    // One simple query: one round trip, whatever the number of statements. Its answers come as a list.
    const text = openingStatements(client, transaction)
    const answers: unknown = await client.query(boundedStatement({ text }, transaction.statementTimeoutMs))
    const last: unknown = Array.isArray(answers) ? answers.at(-1)?.rows?.[0] : undefined
    const { isReplica, asOf } = pointSchema.parse(last)
    const point = { isReplica, asOf: isReplica ? (asOf ?? undefined) : undefined }
    transaction.onReadPoint?.(point)
    return { client, point }
  } catch (error) {
    client.release(true)
    throw error
  }
}

function openingStatements(client: pg.PoolClient, { tenantId, access, statementTimeoutMs, placementEpoch }: TenantTransaction): string {
  const tenant = client.escapeLiteral(tenantId)
  return [
    access === 'read' ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN',
    `SET LOCAL hemisphere.tenant = ${tenant}`,
    `SET LOCAL statement_timeout = ${Math.max(1, Math.round(statementTimeoutMs))}`,
    ...epochStatements(tenant, access, placementEpoch),
    'SELECT pg_is_in_recovery() AS "isReplica", CASE WHEN pg_is_in_recovery() THEN ops.replayed_at() END AS "asOf"',
  ].join('; ')
}

/** Reads are checked at once; writes by a trigger on each table, which waits for a move that is under way. */
function epochStatements(tenant: string, access: 'read' | 'write', epoch: number | undefined): readonly string[] {
  if (epoch === undefined) return []
  if (!Number.isSafeInteger(epoch)) throw new Error(`got the placement epoch ${epoch}, wanted a whole number`)
  return access === 'read' ? [`SELECT ops.check_placement(${tenant}, ${epoch})`] : [`SET LOCAL hemisphere.placement_epoch = ${epoch}`]
}
