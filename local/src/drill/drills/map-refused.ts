import { generateKeyPair } from 'jose'
import { signRegionStates } from '@hemisphere/edge-router/region-states.ts'
import { loadMapKey } from '../../world/map-key.ts'
import { readRegionStates, writeRegionStates } from '../../world/region-states.ts'
import { failuresIn, failureText, findingsOf } from '../findings.ts'
import { atLeast, exactly } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { lostWrites } from '../summary.ts'

/** Documents that would fence the home, each with something wrong, where the edge looks for its region states. */
export const mapRefused: Drill = {
  name: 'map-refused',
  fault: 'region states stale, rolled back, wrongly signed, of an unknown region, garbled',
  expected: 'each is refused and the last good one serves on: no request notices',
  async run({ operator: { state }, home, zone, load, now }) {
    const { privateKey } = await loadMapKey(state)
    const { privateKey: foreignKey } = await generateKeyPair('EdDSA')
    const good = await readRegionStates(state)
    const version = Math.max((good?.version ?? 0) + 1, Math.floor(now() / 1_000) + 1)
    const fenced = { [home]: { state: 'fenced', writerEpoch: good?.regions[home]?.writerEpoch ?? 0 } } as const
    const sound = await signRegionStates({ version, regions: good?.regions ?? {} }, privateKey)
    const documents = [
      await signRegionStates({ version: 1, regions: fenced }, privateKey),
      await signRegionStates({ version: Math.max(1, version - 1), regions: fenced }, privateKey),
      await signRegionStates({ version: version + 1, regions: fenced }, foreignKey),
      await signRegionStates(
        { version: version + 1, regions: { ...fenced, 'mars-north-1': { state: 'fenced', writerEpoch: 0 } } },
        privateKey,
      ),
      `${sound.slice(0, -4)}AAAA`,
      'no document at all',
    ]
    const running = await load()
    // The sound one first: what comes after it is older.
    for (const [index, document] of [sound, ...documents].entries()) {
      running.mark(`document ${index}`)
      await writeRegionStates(state, document)
      const at = now()
      // Long enough for the edge to have seen it, in many requests.
      await running.until(
        'requests with the document at hand',
        ({ requests }) => requests.filter(({ startedAt }) => startedAt > at + 300).length >= 20,
      )
    }
    await writeRegionStates(state, await signRegionStates({ version: version + 1, regions: good?.regions ?? {} }, privateKey))
    const finished = await running.finish()
    return {
      ...findingsOf(finished, zone),
      seen: `${documents.length} documents; ${failureText(finished, zone) || 'no failures'}`,
      checks: [
        exactly('requests that failed', 0, failuresIn(finished)),
        atLeast('requests', documents.length * 20, finished.record.requests.length),
        exactly('acknowledged writes lost', 0, lostWrites(finished.record, finished.stored).length),
      ],
    }
  },
}
