import { sql, type Kysely } from 'kysely'
import { z } from 'zod'
import type { StoreSchema } from '../database-schema.ts'
import { refusalCodes, type Refusal } from './refusal.ts'

/** What one call was answered. */
export interface Answer {
  /** Null when none of its lines is stored. */
  readonly batch: Batch | null
  readonly refusals: readonly Refusal[]
}

export interface Batch {
  readonly id: string
  readonly acceptedCount: number
  readonly duplicateCount: number
  readonly refusedCount: number
}

export interface KeptAnswer extends Answer {
  /** SHA-256 of what was sent. */
  readonly bodyHash: Buffer
}

interface RequestRow {
  readonly body_hash: Buffer
  readonly refusals: unknown
  readonly batch_id: string | null
  readonly accepted_line_count: number
  readonly duplicate_line_count: number
  readonly refused_line_count: number
}

const refusalsSchema = z.array(
  z.object({ code: z.enum(refusalCodes), path: z.array(z.string()), message: z.string(), row: z.int().nullable() }),
)

/** The first answer to a call, by the SHA-256 of its key. */
export async function findAnswer(db: Kysely<StoreSchema>, keyHash: Buffer): Promise<KeptAnswer | undefined> {
  const { rows } = await sql<RequestRow>`
    select body_hash, refusals, batch_id, accepted_line_count, duplicate_line_count, refused_line_count
    from store.sales_request request left join store.sales_batch batch on batch.id = request.batch_id
    where key_hash = ${keyHash}`.execute(db)
  const [row] = rows
  if (row === undefined) return undefined
  const { body_hash: bodyHash, batch_id: id } = row
  const batch = id === null ? null : { id, ...countsOf(row) }
  return { bodyHash, batch, refusals: refusalsSchema.parse(row.refusals) }
}

function countsOf(row: RequestRow): Omit<Batch, 'id'> {
  return { acceptedCount: row.accepted_line_count, duplicateCount: row.duplicate_line_count, refusedCount: row.refused_line_count }
}

export interface AnswerToKeep {
  readonly tenantId: string
  readonly source: string
  readonly keyHash: Buffer
  readonly bodyHash: Buffer
  readonly counts: Omit<Batch, 'id'>
  readonly refusals: readonly Refusal[]
}

/** Keeps the answer to a call, with a batch when any line is stored, and forgets those of two days ago. */
export async function keepAnswer(db: Kysely<StoreSchema>, answer: AnswerToKeep): Promise<Answer> {
  const { tenantId, source, keyHash, bodyHash, counts, refusals } = answer
  const { acceptedCount, duplicateCount, refusedCount } = counts
  const { rows } = await sql<{ batch_id: string | null }>`
    with forgotten as (
      delete from store.sales_request where created_at < now() - interval '48 hours'
    ), batch as (
      insert into store.sales_batch (tenant_id, source, accepted_line_count, duplicate_line_count, refused_line_count)
      select ${tenantId}::uuid, ${source}, ${acceptedCount}::int, ${duplicateCount}::int, ${refusedCount}::int
      where ${acceptedCount + duplicateCount}::int > 0
      returning id
    )
    insert into store.sales_request (tenant_id, key_hash, body_hash, batch_id, refusals)
    values (${tenantId}::uuid, ${keyHash}, ${bodyHash}, (select id from batch), ${JSON.stringify(refusals)}::jsonb)
    returning batch_id`.execute(db)
  const id = rows[0]?.batch_id ?? null
  return { batch: id === null ? null : { id, ...counts }, refusals }
}
