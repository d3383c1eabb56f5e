import { rm } from 'node:fs/promises'
import { z } from 'zod'
import { readTextIfThere, writeWhole } from './file-text.ts'
import { processBirth } from './process-birth.ts'

export const processRecordSchema = z.object({ pid: z.int().positive(), birth: z.string() })

/** A process that was written down, so that a later start can tell whether it still lives. */
export type ProcessRecord = Readonly<z.infer<typeof processRecordSchema>>

export async function recordOf(pid: number): Promise<ProcessRecord> {
  const birth = await processBirth(pid)
  if (birth === undefined) throw new Error(`process ${pid} ended before it could be written down`)
  return { pid, birth }
}

export function writeRecord(file: string, record: ProcessRecord): Promise<void> {
  return writeWhole(file, JSON.stringify(record))
}

/** The record in a file, undefined without one. */
export async function readRecord(file: string): Promise<ProcessRecord | undefined> {
  const text = await readTextIfThere(file)
  return text === undefined ? undefined : processRecordSchema.parse(JSON.parse(text))
}

export async function isAlive({ pid, birth }: ProcessRecord): Promise<boolean> {
  return (await processBirth(pid)) === birth
}

export function removeRecord(file: string): Promise<void> {
  return rm(file, { force: true })
}
