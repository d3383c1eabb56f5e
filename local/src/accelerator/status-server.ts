import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import type { RunningAccelerator } from './accelerator.ts'
import type { AcceleratorEvent } from './accelerator-event.ts'
import { dialSchema } from './accelerator-plan.ts'

export interface StatusServerOptions {
  /** 0 lets the system choose. */
  readonly port: number
  readonly accelerators: readonly RunningAccelerator[]
  /** The latest events, oldest first. */
  readonly events: () => readonly AcceleratorEvent[]
  readonly now: () => number
}

export interface StatusServer extends AsyncDisposable {
  readonly url: string
}

const dialOrderSchema = z.object({ accelerator: z.string(), region: z.string(), dial: dialSchema })

const maxBodyBytes = 4_096

/** A request that is answered with a status and a reason. */
class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/**
 * What an operator has of the service's own console, on 127.0.0.1: `GET /status` tells everything of every accelerator,
 * `POST /dials` with JSON `{accelerator, region, dial}` changes a dial and answers with that accelerator's status.
 */
export async function startStatusServer(options: StatusServerOptions): Promise<StatusServer> {
  const server = createServer((request, response) => {
    answer(options, request).then(
      (body) => send(response, 200, body),
      (error: unknown) => {
        const refusal = error instanceof Refusal ? error : new Refusal(500, 'the request could not be answered')
        send(response, refusal.status, { message: refusal.message })
      },
    )
  })
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the status server listens on no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function answer({ accelerators, events, now }: StatusServerOptions, request: IncomingMessage): Promise<object> {
  const route = `${request.method} ${request.url}`
  if (route === 'GET /status') return { at: now(), accelerators: accelerators.map((one) => one.status()), events: events() }
  if (route === 'POST /dials') return setDial(accelerators, await readJson(request))
  throw new Refusal(404, `got ${route}, wanted GET /status or POST /dials`)
}

function setDial(accelerators: readonly RunningAccelerator[], body: unknown): object {
  const parsed = dialOrderSchema.safeParse(body)
  if (!parsed.success) throw new Refusal(400, z.prettifyError(parsed.error))
  const { accelerator, region, dial } = parsed.data
  const target = accelerators.find(({ name }) => name === accelerator)
  if (target === undefined)
    throw new Refusal(404, `got accelerator ${accelerator}, wanted one of ${accelerators.map(({ name }) => name).join(', ')}`)
  if (target.status().groups.every((group) => group.region !== region))
    throw new Refusal(404, `accelerator ${accelerator} has no endpoint group in ${region}`)
  target.setDial(region, dial)
  return target.status()
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  // A page in a browser can't send this type here unasked.
  if (request.headers['content-type'] !== 'application/json') throw new Refusal(415, 'the body is not application/json')
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > maxBodyBytes) throw new Refusal(413, `the body is larger than ${maxBodyBytes} bytes`)
    chunks.push(bytes)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    throw new Refusal(400, 'the body is not JSON')
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
