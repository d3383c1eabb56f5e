import { failureText, findingsOf } from '../findings.ts'
import { exactly, within } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { lostWrites, timeToSuccess } from '../summary.ts'

/** The edge's process is killed and starts again, cold. */
export const edgeRestarted: Drill = {
  name: 'edge-restarted',
  fault: 'edge restarted',
  expected: 'only what was under way is cut; the cold function serves from its first request',
  async run({ operator: { control }, zone, load, now }) {
    const running = await load()
    running.mark('edge killed')
    await control.send({ action: 'edge', to: 'killed' })
    await control.send({ action: 'edge', to: 'running' })
    const upAt = running.mark('edge up')
    const at = now()
    await running.until('requests afterwards', ({ requests }) => requests.filter(({ ok, startedAt }) => ok && startedAt > at).length >= 100)
    const finished = await running.finish()
    const refused = finished.record.requests.filter(({ ok, startedAt }) => !ok && startedAt > upAt).length
    return {
      ...findingsOf(finished, zone),
      seen: failureText(finished, zone) || 'no failures',
      checks: [
        within('served again after the edge is up', 2_000, timeToSuccess(finished.record, 'read', upAt)),
        exactly('requests that failed after it was up', 0, refused),
        exactly('acknowledged writes lost', 0, lostWrites(finished.record, finished.stored).length),
      ],
    }
  },
}
