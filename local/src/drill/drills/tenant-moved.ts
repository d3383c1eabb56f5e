import { moveWorldTenant } from '../../operator/move-world-tenant.ts'
import { failuresIn, failureText, findingsOf } from '../findings.ts'
import { atLeast, equals, exactly, within } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { lostWrites, timeToSuccess } from '../summary.ts'
import { duration } from '../table.ts'
import { regions } from '@hemisphere/topology/regions.ts'

/** The tenant moves to the buddy's home under its users' hands; and is refused a move out of its zone. */
export const tenantMoved: Drill = {
  name: 'tenant-moved',
  fault: 'tenant moved within its zone, mid-session',
  expected: 'writes pause for the copy; clients refresh their token and go on; out of the zone it may not go',
  async run({ operator, tenant, home, buddy, zone, load, now, tell }) {
    const running = await load()
    running.mark('move')
    const startedAt = now()
    const moved = await moveWorldTenant(operator, { slug: tenant.slug, to: buddy, tell, now })
    const movedAt = running.mark('moved')
    await running.until(
      'writes at the new home',
      ({ requests }) =>
        requests.filter(({ ok, kind, region, startedAt: at }) => ok && kind === 'write' && region === buddy && at > movedAt).length >= 20,
    )
    const finished = await running.finish()
    const { record, stored } = finished
    const elsewhere = regions.find((region) => region.zone !== zone)?.name ?? home
    const refusal = await moveWorldTenant(operator, { slug: tenant.slug, to: elsewhere, tell, now }).then(
      () => 'moved',
      (error: unknown) =>
        error instanceof Error && error.message.includes("a tenant's data never leaves its zone")
          ? 'refused with the reason'
          : String(error),
    )
    const rows = moved.tables.reduce((sum, table) => sum + table.rows, 0)
    const otherCodes = record.requests.filter(
      ({ ok, code }) => !ok && !['REGION_READ_ONLY', 'REGION_UNAVAILABLE'].includes(code ?? ''),
    ).length
    return {
      ...findingsOf(finished, zone),
      seen: `${rows} rows in ${duration(movedAt - startedAt)}, writes fenced for ${duration(moved.fencedMs)}; ${failureText(finished, zone) || 'no failures'}`,
      checks: [
        exactly('acknowledged writes lost', 0, lostWrites(record, stored).length),
        exactly('failed reads', 0, failuresIn(finished, 'read')),
        exactly('refusals other than for now', 0, otherCodes),
        within('writes resume after the move', 5_000, timeToSuccess(record, 'write', movedAt)),
        atLeast('rows moved', 1, rows),
        exactly('rows left behind', 0, rows - moved.erasedRows),
        equals(`a move to ${elsewhere}`, 'refused with the reason', refusal),
      ],
    }
  },
}
