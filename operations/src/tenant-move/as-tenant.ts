import type pg from 'pg'

export interface AsTenant {
  /** On the owner of a schema, who is under row-level security like everybody. */
  readonly pool: pg.Pool
  readonly tenantId: string
  readonly access: 'read' | 'write'
}

/** Runs work in one transaction of a move, which sees and writes rows of this tenant alone: all of it lasts, or nothing. */
export async function asTenant<Result>(
  { pool, tenantId, access }: AsTenant,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  try {
    await client.query(access === 'read' ? 'begin isolation level repeatable read read only' : 'begin')
    await client.query(`select set_config('hemisphere.tenant', $1, true), set_config('hemisphere.moving', 'yes', true)`, [tenantId])
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    // What is under way on it ends with the connection.
    client.release(true)
    throw error
  }
}
