import { Agent, request } from 'node:http'
import { z } from 'zod'

export interface GraphRequest {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ extensions: z.object({ code: z.string().optional(), requestId: z.string().optional() }).optional() }))
    .optional(),
  extensions: z
    .object({
      hemisphere: z
        .object({ region: z.string(), zone: z.string(), role: z.string().nullable(), asOf: z.string().nullable(), requestId: z.string() })
        .partial()
        .optional(),
    })
    .optional(),
})

export type GraphAnswer = Readonly<z.infer<typeof answerSchema>>

/** What came: an answer of the graph, an answer of something else, or none. `code` is `HTTP_502`, `TIMEOUT`, `ECONNRESET` and so on. */
export type GraphReply =
  | { readonly kind: 'answer'; readonly status: number; readonly answer: GraphAnswer }
  | { readonly kind: 'foreign'; readonly status: number; readonly code: string }
  | { readonly kind: 'none'; readonly code: string }

/** `served`, or the code of the first error. */
export function verdictOf(reply: GraphReply): string {
  if (reply.kind !== 'answer') return reply.code
  return reply.answer.errors?.[0]?.extensions?.code ?? 'served'
}

export interface GraphClient extends Disposable {
  send(token: string, graphRequest: GraphRequest): Promise<GraphReply>
}

export interface GraphClientOptions {
  readonly edgeUrl: string
  /** Of one request, from its start to the last byte of its answer. */
  readonly timeoutMs: number
}

const maxAnswerBytes = 8 * 1024 * 1024

/** A client of the graph at the edge with connections of its own, which it keeps; it repeats nothing by itself. */
export function createGraphClient({ edgeUrl, timeoutMs }: GraphClientOptions): GraphClient {
  const agent = new Agent({ keepAlive: true })
  const url = new URL('/graphql', edgeUrl)

  async function send(token: string, graphRequest: GraphRequest): Promise<GraphReply> {
    const limit = AbortSignal.timeout(timeoutMs)
    try {
      const { status, text } = await post(token, JSON.stringify(graphRequest), limit)
      const parsed = answerSchema.safeParse(jsonOf(text))
      return parsed.success ? { kind: 'answer', status, answer: parsed.data } : { kind: 'foreign', status, code: `HTTP_${status}` }
    } catch (error) {
      return { kind: 'none', code: limit.aborted ? 'TIMEOUT' : codeOf(error) }
    }
  }

  function post(token: string, body: string, signal: AbortSignal): Promise<{ readonly status: number; readonly text: string }> {
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
    const outgoing = request(url, {
      method: 'POST',
      agent,
      signal,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        accept: 'application/graphql-response+json, application/json;q=0.9',
      },
    })
    outgoing.on('error', reject)
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = []
      let length = 0
      incoming.on('error', reject)
      incoming.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > maxAnswerBytes) incoming.destroy(new Error(`the answer is larger than ${maxAnswerBytes} bytes`))
        else chunks.push(chunk)
      })
      incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
    })
    outgoing.end(body)
    return promise
  }

  return { send, [Symbol.dispose]: () => agent.destroy() }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not an answer of the graph, which is what the schema then says.
    return undefined
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) throw error
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
