import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { z } from 'zod'

export interface RawRequest {
  readonly method?: string
  /** Path and query, which are sent as they are. */
  readonly target?: string
  /** Lines such as `cookie: a=b`, in their order; one name may come more than once. */
  readonly headers?: readonly string[]
  /** Text, sent with its length. */
  readonly body?: string
}

export interface RawAnswer {
  readonly status: number
  /** Code of the first error, when the answer is one of the graph's. */
  readonly code: string | undefined
  readonly requestId: string
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

const bodySchema = z.object({
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).min(1),
})

/** Sends what no client library would; one that gets no answer is thrown. */
export async function sendRaw(url: string, { method = 'POST', target = '/graphql', headers = [], body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const outgoing = request({ host: hostname, port, method, path: target, agent: false })
  const lines = new Map<string, string[]>()
  for (const line of headers) {
    const [, name = '', value = ''] = /^([^:]+): ?(.*)$/s.exec(line) ?? []
    lines.set(name.toLowerCase(), [...(lines.get(name.toLowerCase()) ?? []), value])
  }
  for (const [name, values] of lines) outgoing.setHeader(name, values.length === 1 ? (values[0] ?? '') : values)
  if (body !== undefined && !lines.has('transfer-encoding')) outgoing.setHeader('content-length', Buffer.byteLength(body))
  outgoing.end(body)
  const [answer]: IncomingMessage[] = await once(outgoing, 'response')
  if (answer === undefined) throw new Error('got a response without a message')
  let text = ''
  for await (const chunk of answer.setEncoding('utf8')) text += chunk
  return answerOf({ status: answer.statusCode ?? 0, headers: answer.headers, text })
}

/** An answer with what tells how it was judged. */
export function answerOf(answer: Pick<RawAnswer, 'status' | 'headers' | 'text'>): RawAnswer {
  const { headers, text } = answer
  return { ...answer, code: codeIn(text), requestId: String(headers['x-hemisphere-request-id'] ?? headers['x-amz-cf-id'] ?? '') }
}

function codeIn(text: string): string | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(text)).data?.errors[0]?.extensions.code
  } catch {
    // A page, or nothing at all.
    return undefined
  }
}
