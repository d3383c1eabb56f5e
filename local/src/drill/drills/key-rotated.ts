import { setTimeout as delay } from 'node:timers/promises'
import { failuresIn, failureText, findingsOf } from '../findings.ts'
import { equals, exactly } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { verdictOf, type GraphReply } from '../graph-client.ts'
import { lostWrites } from '../summary.ts'

/** The issuer signs with a new key; later the old one is removed and the edge deployed without it. */
export const keyRotated: Drill = {
  name: 'key-rotated',
  fault: 'signing key rotated, then the old key removed',
  expected: 'tokens of both keys are good until the old one is removed; then only those of the new one',
  async run({ operator: { control }, zone, load, token, ask, now }) {
    const oldToken = await token()
    const running = await load()
    running.mark('key rotated')
    await control.send({ action: 'signing-key', zone, to: 'rotated' })
    const newToken = await token()
    // The edge may have asked for keys a moment ago, and asks but once a minute.
    const newFirst = await untilServed(() => ask(newToken), now)
    const oldMeanwhile = await ask(oldToken)
    running.mark('old key removed')
    await control.send({ action: 'signing-key', zone, to: 'retired' })
    const finished = await running.finish()
    await control.send({ action: 'edge', to: 'deployed' })
    const [oldAfter, newAfter] = [await ask(oldToken), await ask(newToken)]
    return {
      ...findingsOf(finished, zone),
      seen: `new key served after ${Math.round(newFirst / 1_000)} s; ${failureText(finished, zone) || 'no failures'}`,
      checks: [
        equals('a token of the old key, before it is removed', 'served', verdictOf(oldMeanwhile)),
        equals('a token of the old key, after', 'UNAUTHENTICATED', verdictOf(oldAfter)),
        equals('a token of the new key, after', 'served', verdictOf(newAfter)),
        exactly('requests that failed meanwhile', 0, failuresIn(finished)),
        exactly('acknowledged writes lost', 0, lostWrites(finished.record, finished.stored).length),
      ],
    }
  },
}

const limitMs = 65_000
const pauseMs = 500

async function untilServed(send: () => Promise<GraphReply>, now: () => number): Promise<number> {
  const startedAt = now()
  while (verdictOf(await send()) !== 'served') {
    if (now() - startedAt > limitMs) throw new Error('a token of the new key was not served within a minute')
    await delay(pauseMs)
  }
  return now() - startedAt
}
