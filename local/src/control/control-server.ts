import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { writeWhole } from '../world/file-text.ts'
import { controlOrderSchema, type WorldStatus } from './control-order.ts'

export interface ControlServerOptions {
  readonly port: number
  /** Where address and token go, for its owner alone to read. */
  readonly file: string
  readonly carryOut: (order: z.infer<typeof controlOrderSchema>) => Promise<WorldStatus>
}

const maxBodyBytes = 4_096

/** Takes orders for the running world on 127.0.0.1, from whoever can read its state folder: `POST /` with JSON and a bearer token. */
export async function startControlServer({ port, file, carryOut }: ControlServerOptions): Promise<AsyncDisposable> {
  const token = randomBytes(32).toString('base64url')
  const server = createServer((request, response) => {
    answer(request).then(
      (status) => send(response, 200, status),
      (error: unknown) => send(response, error instanceof Refusal ? error.status : 500, { message: messageOf(error) }),
    )
  })

  async function answer(request: IncomingMessage): Promise<WorldStatus> {
    if (!isToken(request.headers.authorization, token)) throw new Refusal(401, 'the control token is missing or wrong')
    const parsed = controlOrderSchema.safeParse(await readJson(request))
    if (!parsed.success) throw new Refusal(400, z.prettifyError(parsed.error))
    return carryOut(parsed.data)
  }

  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the control listens on no port')
  await writeWhole(file, JSON.stringify({ url: `http://127.0.0.1:${address.port}`, token }))
  return {
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

function isToken(authorization: string | undefined, token: string): boolean {
  const given = Buffer.from(authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > maxBodyBytes) throw new Refusal(413, `the order is larger than ${maxBodyBytes} bytes`)
    chunks.push(bytes)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    throw new Refusal(400, 'the order is not JSON')
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
