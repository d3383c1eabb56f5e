import { link, rename } from 'node:fs/promises'
import { hasCode } from './file-text.ts'
import { isAlive, readRecord, recordOf, removeRecord, writeRecord } from './process-record.ts'

/** Thrown when another process holds the state folder; its message is fit for the screen. */
export class WorldRunningError extends Error {}

/**
 * Makes this process the only one that uses a state folder, until disposal. The lock of a process that was killed is taken over;
 * that of a living one is a WorldRunningError.
 */
export async function lockWorld(file: string): Promise<AsyncDisposable> {
  const claim = `${file}.claim.${process.pid}`
  await writeRecord(claim, await recordOf(process.pid))
  try {
    while (!(await tryLink(claim, file))) {
      const holder = await readRecord(file)
      if (holder === undefined) continue
      if (await isAlive(holder)) throw new WorldRunningError(`hemisphere is running already, as process ${holder.pid}: stop that one first`)
      await takeAway(file, holder.pid)
    }
  } finally {
    await removeRecord(claim)
  }
  return { [Symbol.asyncDispose]: () => removeRecord(file) }
}

/** Whether `file` now is the claim; linking fails when there is one already, whoever races. */
async function tryLink(claim: string, file: string): Promise<boolean> {
  try {
    await link(claim, file)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/** Removes the lock of a dead process, and puts it back if another start has just replaced it. */
async function takeAway(file: string, deadPid: number): Promise<void> {
  const stale = `${file}.stale.${process.pid}`
  try {
    await rename(file, stale)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    throw error
  }
  const taken = await readRecord(stale)
  if (taken !== undefined && taken.pid !== deadPid) await tryLink(stale, file)
  await removeRecord(stale)
}
