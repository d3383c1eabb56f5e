import type pg from 'pg'

const lock = `hashtextextended($1, 47113)`

/** Holds that one move of a tenant is under way at a time; throws beside another. The lock ends with its connection, however that ends. */
export async function lockMove(home: pg.Pool, tenantId: string): Promise<AsyncDisposable> {
  const client = await home.connect()
  try {
    const { rows } = await client.query<{ locked: boolean }>(`select pg_try_advisory_lock(${lock}) as locked`, [tenantId])
    if (rows[0]?.locked !== true) throw new Error('another move of the tenant is under way')
  } catch (error) {
    client.release(true)
    throw error
  }
  return {
    async [Symbol.asyncDispose]() {
      // Said and not left to the end of the connection, of which the server hears later than whoever makes the same move again.
      const unlocked = client.query(`select pg_advisory_unlock(${lock})`, [tenantId])
      await unlocked.then(
        () => client.release(),
        () => client.release(true),
      )
    },
  }
}
