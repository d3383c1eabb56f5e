import { asOfHeader } from '@hemisphere/kit/as-of-header.ts'
import { Pool } from 'undici'
import { readBounded } from './read-bounded.ts'

export interface SubgraphCall {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds until the answer is of no use. */
  readonly remainingMs: number
  readonly signal: AbortSignal
}

export interface SubgraphText {
  readonly text: string
  /** Instant up to which the rows are complete that were read of a replica. */
  readonly asOf: string | undefined
}

/** Connections to one subgraph; disposal waits for the calls that are under way. */
export interface SubgraphClient extends AsyncDisposable {
  readonly name: string
  /** An answer, whatever its status; throws when there is none in time, or a too large one. */
  post(call: SubgraphCall): Promise<SubgraphText>
  /** Throws while the subgraph says that it is not ready. */
  checkReady(signal: AbortSignal): Promise<void>
}

export interface SubgraphClientOptions {
  readonly name: string
  /** Base address; operations go to `/graphql`. */
  readonly url: string
  readonly maxAnswerBytes?: number
  readonly maxConnections?: number
}

/** Shorter than the idle time of the subgraphs' servers, so that no call is sent on a connection that is being closed. */
const keepAliveMs = 30_000
const connectTimeoutMs = 2_000

export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const { name, url, maxAnswerBytes = 32 * 1024 * 1024, maxConnections = 128 } = options
  const pool = new Pool(new URL(url).origin, {
    connections: maxConnections,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    connect: { timeout: connectTimeoutMs },
  })
  return {
    name,
    async post({ body, headers, remainingMs, signal }) {
      const timeout = Math.max(1, Math.ceil(remainingMs))
      const path = new URL('/graphql', url).pathname
      const answer = await pool.request({ path, method: 'POST', headers, body, signal, headersTimeout: timeout, bodyTimeout: timeout })
      const text = await readBounded(answer.body, maxAnswerBytes)
      const type = String(answer.headers['content-type'])
      if (!/\bjson\b/.test(type)) throw new Error(`subgraph ${name} answered ${answer.statusCode} with ${type}, wanted JSON`)
      const asOf = answer.headers[asOfHeader]
      return { text, asOf: typeof asOf === 'string' ? asOf : undefined }
    },
    async checkReady(signal) {
      const { statusCode, body } = await pool.request({ path: new URL('/readyz', url).pathname, method: 'GET', signal })
      await body.dump()
      if (statusCode !== 200) throw new Error(`subgraph ${name} answered ${statusCode} when asked whether it is ready`)
    },
    [Symbol.asyncDispose]: () => pool.close(),
  }
}
