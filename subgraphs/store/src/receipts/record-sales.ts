import type { Kysely } from 'kysely'
import type { StoreContext } from '../context.ts'
import type { StoreSchema } from '../database-schema.ts'
import type { SalesRecordInput } from '../generated/resolver-types.ts'
import { lockTenant } from '../lock-tenant.ts'
import { hashCall } from './call-hashes.ts'
import { findInputFault } from './check-input.ts'
import { findDays, storeDays } from './day-queries.ts'
import { judgeLines } from './judge-lines.ts'
import { findLines, insertLines } from './line-queries.ts'
import { placeRows, sortRows } from './place-lines.ts'
import { findPlaces } from './place-queries.ts'
import type { Refusal } from './refusal.ts'
import { findAnswer, keepAnswer, type Answer } from './request-queries.ts'
import { throttleWaiters } from './throttle-waiters.ts'

/** A second of a busy tenant; a longer wait would hold connections that other tenants need. */
const maxWaitMs = 2_000

/**
 * Stores the good lines of a call and counts them into their days and weeks, in one transaction; tells of the others, each for itself.
 * A repeat of the client's key with the same body has the first answer; with another body, nothing is looked at.
 */
export async function recordSales(context: Pick<StoreContext, 'write' | 'caller' | 'now'>, input: SalesRecordInput): Promise<Answer> {
  const { write, caller, now } = context
  const fault = findInputFault(input)
  if (fault !== undefined) return refuseAll(fault)
  const { keyHash, bodyHash } = hashCall(caller.sub, input)
  return throttleWaiters(() =>
    write(async (db) => {
      await lockTenant(db, caller.tenant, maxWaitMs)
      const known = await findAnswer(db, keyHash)
      if (known === undefined) return recordLines(db, { tenantId: caller.tenant, keyHash, bodyHash, now: now() }, input)
      return known.bodyHash.equals(bodyHash) ? known : refuseAll(keyReused)
    }),
  )
}

const keyReused: Refusal = {
  code: 'IDEMPOTENCY_KEY_REUSED',
  path: ['idempotencyKey'],
  message: 'idempotencyKey got a key that was used with another body, wanted a new one for each body',
  row: null,
}

function refuseAll(refusal: Refusal): Answer {
  return { batch: null, refusals: [refusal] }
}

interface Call {
  readonly tenantId: string
  readonly keyHash: Buffer
  readonly bodyHash: Buffer
  readonly now: number
}

async function recordLines(db: Kysely<StoreSchema>, { tenantId, keyHash, bodyHash, now }: Call, input: SalesRecordInput): Promise<Answer> {
  const { source, lines } = input
  const rows = sortRows(lines)
  const placed = placeRows(rows.good, await findPlaces(db, rows.good))
  const candidates = placed.good.map(({ line }) => line)
  const stored = { lines: await findLines(db, source, candidates), days: await findDays(db, candidates) }
  const { accepted, changedDays, duplicateCount, ...judged } = judgeLines(placed.good, stored, now)
  const refusals = [...rows.refusals, ...placed.refusals, ...judged.refusals].sort((one, other) => (one.row ?? 0) - (other.row ?? 0))
  const counts = { acceptedCount: accepted.length, duplicateCount, refusedCount: refusals.length }
  const answer = await keepAnswer(db, { tenantId, source, keyHash, bodyHash, counts, refusals })
  if (answer.batch !== null && accepted.length > 0) {
    await insertLines(db, { tenantId, source, batchId: answer.batch.id }, accepted)
    await storeDays(db, tenantId, changedDays)
  }
  return answer
}
