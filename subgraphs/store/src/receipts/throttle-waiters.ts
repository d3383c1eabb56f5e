import { graphqlError } from '@hemisphere/kit/error.ts'
import pg from 'pg'

/** PostgreSQL's `lock_not_available` (manual, appendix A). */
const lockNotAvailable = '55P03'

/** Does `work`; when it waited too long for other writes of its tenant, the error is THROTTLED: nothing was stored, a repeat may succeed. */
export async function throttleWaiters<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== lockNotAvailable) throw error
    throw graphqlError('THROTTLED', 'got more writes of this tenant at once than are done one after another, wanted a repeat later', {
      cause: error,
      retryAfterSeconds: 5,
    })
  }
}
