import type pg from 'pg'

/** Holds that one move of a tenant is under way at a time; throws beside another. The lock ends with its connection, however that ends. */
export async function lockMove(home: pg.Pool, tenantId: string): Promise<AsyncDisposable> {
  const client = await home.connect()
  try {
    const { rows } = await client.query<{ locked: boolean }>(`select pg_try_advisory_lock(hashtextextended($1, 47113)) as locked`, [
      tenantId,
    ])
    if (rows[0]?.locked !== true) throw new Error('another move of the tenant is under way')
  } catch (error) {
    client.release(true)
    throw error
  }
  return { [Symbol.asyncDispose]: async () => client.release(true) }
}
