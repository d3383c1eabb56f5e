import { failureText, findingsOf } from '../findings.ts'
import { exactly, within } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { lostWrites } from '../summary.ts'

/** The operator's kill switch for one home: drained, fenced and opened again by signed documents at the edge. */
export const homeFenced: Drill = {
  name: 'home-fenced',
  fault: 'home drained, then fenced at the edge by the operator',
  expected: 'draining refuses writes alone; fenced refuses everything within seconds; active serves again',
  async run({ operator, home, zone, load, now }) {
    const running = await load()
    const drainedAt = running.mark('draining')
    await operator.publish(home, { state: 'draining' })
    await running.until('refused writes', ({ requests }) => requests.some(({ code }) => code === 'REGION_READ_ONLY'))
    const readsWhileDraining = now()
    await running.until('reads while draining', ({ requests }) =>
      requests.some(({ ok, kind, startedAt }) => ok && kind === 'read' && startedAt > readsWhileDraining),
    )
    const fencedAt = running.mark('fenced')
    await operator.publish(home, { state: 'fenced' })
    await running.until('refusals', ({ requests }) => requests.filter(({ code }) => code === 'REGION_UNAVAILABLE').length >= 20)
    const openedAt = running.mark('active')
    await operator.publish(home, { state: 'active' })
    await running.until('writes again', ({ requests }) =>
      requests.some(({ ok, kind, startedAt }) => ok && kind === 'write' && startedAt > openedAt),
    )
    const finished = await running.finish()
    const { requests } = finished.record
    const firstWith = (code: string, since: number): number | undefined => {
      const found = requests
        .filter((request) => request.code === code && request.startedAt >= since)
        .map(({ startedAt }) => startedAt - since)
      return found.length === 0 ? undefined : Math.min(...found)
    }
    const failedReadsWhileDraining = requests.filter(
      ({ ok, kind, startedAt }) => !ok && kind === 'read' && startedAt > drainedAt && startedAt < fencedAt,
    ).length
    const servedWhileFenced = requests.filter(({ ok, startedAt }) => ok && startedAt > fencedAt + 1_000 && startedAt < openedAt).length
    return {
      ...findingsOf(finished, zone),
      seen: failureText(finished, zone),
      checks: [
        within('writes are refused after draining', 1_000, firstWith('REGION_READ_ONLY', drainedAt)),
        exactly('reads that failed while draining', 0, failedReadsWhileDraining),
        within('everything is refused after fencing', 1_000, firstWith('REGION_UNAVAILABLE', fencedAt)),
        exactly('requests served a second after fencing', 0, servedWhileFenced),
        exactly('acknowledged writes lost', 0, lostWrites(finished.record, finished.stored).length),
      ],
    }
  },
}
