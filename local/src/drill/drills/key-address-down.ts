import { failuresIn, failureText, findingsOf } from '../findings.ts'
import { exactly } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { lostWrites } from '../summary.ts'

/** Nobody can read the issuer's keys, first with errors, then without an answer; the gateways start anew meanwhile. */
export const keyAddressDown: Drill = {
  name: 'key-address-down',
  fault: "address of the issuer's keys down",
  expected: 'whoever has a token is served: the edge has the keys with it',
  async run({ operator: { control }, zone, load, now }) {
    const running = await load()
    for (const answering of ['unavailable', 'never'] as const) {
      running.mark(`keys ${answering}`)
      await control.send({ action: 'issuer', zone, answering })
      const at = now()
      await running.until('requests meanwhile', ({ requests }) => requests.filter(({ startedAt }) => startedAt > at).length >= 100)
    }
    await control.send({ action: 'issuer', zone, answering: 'normally' })
    const finished = await running.finish()
    return {
      ...findingsOf(finished, zone),
      seen: failureText(finished, zone) || 'no failures',
      checks: [
        exactly('requests that failed', 0, failuresIn(finished)),
        exactly('acknowledged writes lost', 0, lostWrites(finished.record, finished.stored).length),
      ],
    }
  },
}
