import { exactly } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { receiptPrefix } from '../drill-rig.ts'
import { scanLogs } from '../log-scan.ts'
import { worldNeedles } from '../world-needles.ts'

const shownFindings = 8

/** Reads every log of the run, for what must never be in one. */
export const logsClean: Drill = {
  name: 'logs-clean',
  fault: 'none: every log of the run is read',
  expected: 'no token, secret, e-mail address, query variable or tenant name in any of them',
  async run({ operator: { state, secrets } }) {
    const { findings, files, lines } = await scanLogs(state.logs, worldNeedles(secrets, [receiptPrefix]))
    const places = findings.map(({ kind, file, line }) => `${kind} in ${file}:${line}`)
    return {
      seen: `${lines} lines of ${files} files; ${places.slice(0, shownFindings).join(', ') || 'nothing found'}`,
      checks: [exactly('places where something was found', 0, findings.length)],
      reachedOtherZone: 0,
    }
  },
}
