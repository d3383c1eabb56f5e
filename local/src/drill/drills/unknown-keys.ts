import { decodeJwt, generateKeyPair, SignJWT } from 'jose'
import { failuresIn, failureText, findingsOf } from '../findings.ts'
import { exactly } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { lostWrites } from '../summary.ts'
import { verdictOf } from '../graph-client.ts'

const stormSize = 1_000
const concurrency = 20

/** A storm of tokens that name keys which nobody has. */
export const unknownKeys: Drill = {
  name: 'unknown-keys',
  fault: `storm of ${stormSize} tokens with unknown key ids`,
  expected: 'all are UNAUTHENTICATED; the issuer is asked for its keys once; others notice nothing',
  async run({ operator: { control }, ports, zone, load, token, ask, now }) {
    const reads = async (): Promise<number> =>
      (await control.send({ action: 'status' })).issuers.find((issuer) => issuer.zone === zone)?.keySetReads ?? 0
    const { privateKey } = await generateKeyPair('RS256')
    const issuer = `http://localhost:${ports.issuers[zone]}`
    const iat = Math.floor(now() / 1_000)
    // In all but their signature what the edge wants: anything less is refused before a key is looked for.
    const genuine = decodeJwt(await token())
    const claims = { ...genuine, iss: issuer, iat, exp: iat + 300 }
    // A cold edge has not asked for keys in the last minute.
    await control.send({ action: 'edge', to: 'running' })
    const running = await load()
    const before = await reads()
    running.mark('storm')
    const verdicts = new Map<string, number>()
    let next = 0
    async function storm(): Promise<void> {
      while (next < stormSize) {
        const kid = `unknown-${(next += 1)}`
        const verdict = verdictOf(await ask(await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey)))
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: concurrency }, storm))
    const asked = (await reads()) - before
    const finished = await running.finish()
    return {
      ...findingsOf(finished, zone),
      seen: `${[...verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(', ')}; keys read ${asked} time(s)`,
      checks: [
        exactly('tokens that were UNAUTHENTICATED', stormSize, verdicts.get('UNAUTHENTICATED') ?? 0),
        exactly('times that the issuer was asked for its keys', 1, asked),
        exactly(`other requests that failed (${failureText(finished, zone) || 'none'})`, 0, failuresIn(finished)),
        exactly('acknowledged writes lost', 0, lostWrites(finished.record, finished.stored).length),
      ],
    }
  },
}
