import { setMark, untilMarked } from '../lease/mark.ts'
import type { OperatedDatabase } from '../zone-databases.ts'
import { writerOf } from './promote-home.ts'

const limitMs = 5_000

/** Waits until every member that answers has what the writer has written by now; one that is far behind is not waited for. */
export async function untilFollowed(database: OperatedDatabase): Promise<void> {
  const writer = await writerOf(database)
  const mark = await setMark(writer.owner)
  const deadline = performance.now() + limitMs
  for (const { owner } of database.members.filter((member) => member !== writer))
    await untilMarked(owner, mark, deadline - performance.now()).catch(() => undefined)
}
