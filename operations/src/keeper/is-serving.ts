import { Pool } from 'undici'

export interface ServingCheck extends AsyncDisposable {
  /** Whether the gateway says that it is ready; asked at most every 250 ms. */
  readonly check: () => Promise<boolean>
}

const timeoutMs = 1_000
const maxAgeMs = 250

/** Asks a gateway's `/readyz`. */
export function createServingCheck(gatewayUrl: string, now: () => number = () => performance.now()): ServingCheck {
  const pool = new Pool(new URL(gatewayUrl).origin, { connections: 1 })
  let last: { readonly at: number; readonly answer: Promise<boolean> } | undefined

  async function ask(): Promise<boolean> {
    try {
      const { statusCode, body } = await pool.request({ path: '/readyz', method: 'GET', signal: AbortSignal.timeout(timeoutMs) })
      await body.dump()
      return statusCode === 200
    } catch {
      // A gateway that can not be reached serves nobody.
      return false
    }
  }

  return {
    check() {
      if (last === undefined || now() - last.at > maxAgeMs) last = { at: now(), answer: ask() }
      return last.answer
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  }
}
