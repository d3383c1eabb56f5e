import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'

/**
 * Sends all of a COPY's rows to another COPY. When the target fails the rest of the source is read all the same: a connection
 * that is left in the middle of a COPY hears nothing any more, not even its own end.
 */
export async function pump(source: Readable, target: Writable): Promise<void> {
  let fault: unknown
  const ended = finished(target, { readable: false }).catch((error: unknown) => {
    fault = error
  })
  for await (const chunk of source) {
    if (fault !== undefined) continue
    if (!target.write(chunk)) await Promise.race([once(target, 'drain'), ended])
  }
  if (fault === undefined) target.end()
  await ended
  if (fault !== undefined) throw fault
}
