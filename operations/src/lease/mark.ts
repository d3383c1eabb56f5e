import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'

const pollMs = 20

/**
 * Sets a mark at a writer: a number that rises. A member that shows it has everything that was committed before. As `ops_owner`,
 * in a transaction or by itself.
 */
export async function setMark(writer: pg.Pool | pg.PoolClient): Promise<number> {
  const { rows } = await writer.query<{ mark: number }>('update ops.writer set mark = mark + 1 returning mark::float8 as mark')
  const [marked] = rows
  if (marked === undefined) throw new Error('this database has no writer yet: it was not founded')
  return marked.mark
}

/** Waits until a member shows a mark, or one set after it; false when it has not in time. Any role may ask. */
export async function untilMarked(member: pg.Pool, mark: number, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs
  for (;;) {
    const { rows } = await member.query<{ reached: boolean }>('select ops.mark() >= $1 as reached', [mark])
    if (rows[0]?.reached === true) return true
    if (performance.now() > deadline) return false
    await delay(pollMs)
  }
}
