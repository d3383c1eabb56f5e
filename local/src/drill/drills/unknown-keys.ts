import { generateKeyPair, SignJWT } from 'jose'
import { failuresIn, failureText, findingsOf } from '../findings.ts'
import { exactly } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { lostWrites } from '../summary.ts'
import { verdictOf } from './key-rotated.ts'

const stormSize = 1_000
const concurrency = 20

/** A storm of tokens that name keys which nobody has. */
export const unknownKeys: Drill = {
  name: 'unknown-keys',
  fault: `storm of ${stormSize} tokens with unknown key ids`,
  expected: 'all are UNAUTHENTICATED; the issuer is asked for its keys once at most; others notice nothing',
  async run({ operator: { control }, ports, zone, load, ask, now }) {
    const reads = async (): Promise<number> => (await control.send({ action: 'status' })).issuers.find((issuer) => issuer.zone === zone)?.keySetReads ?? 0
    const { privateKey } = await generateKeyPair('RS256')
    const issuer = `http://localhost:${ports.issuers[zone]}`
    const iat = Math.floor(now() / 1_000)
    const claims = { iss: issuer, sub: 'nobody', client_id: 'nobody', token_use: 'access', iat, exp: iat + 300, 'dt:v': 1 }
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
        { what: 'times that the issuer was asked for its keys', limit: '≤ 1', seen: String(asked), held: asked <= 1 },
        exactly(`other requests that failed (${failureText(finished, zone) || 'none'})`, 0, failuresIn(finished)),
        exactly('acknowledged writes lost', 0, lostWrites(finished.record, finished.stored).length),
      ],
    }
  },
}
