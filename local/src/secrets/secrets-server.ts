import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import type { SecretStore } from './secret-store.ts'

export interface SecretsServer extends AsyncDisposable {
  readonly url: string
}

/** A refusal in the shape of the AWS JSON 1.1 protocol: the SDK makes an exception of `type` from it. */
class Refusal extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

const requestSchema = z.object({
  SecretId: z.string().min(1),
  VersionStage: z.enum(['AWSCURRENT', 'AWSPREVIOUS']).default('AWSCURRENT'),
})

const maxBodyBytes = 65_536

// Signature Version 4: the credential scope is key/date/region/service/aws4_request.
const credentialScope = /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/\d{8}\/([a-z0-9-]+)\/secretsmanager\/aws4_request,/

/**
 * Secrets Manager's GetSecretValue for the AWS SDK on 127.0.0.1. A caller sees the secrets of the region that it signed for
 * and no others; an unsigned request is refused. (Signatures are not checked: the callers' keys are placeholders.)
 */
export async function startSecretsServer(store: SecretStore, port: number): Promise<SecretsServer> {
  const server = createServer((request, response) => {
    answer(store, request, response).catch((error: unknown) => {
      if (error instanceof Refusal) send(response, 400, { __type: error.type, message: error.message })
      else send(response, 500, { __type: 'InternalServiceError', message: 'the request could not be read' })
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the secrets endpoint listens on no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function answer(store: SecretStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const region = credentialScope.exec(request.headers.authorization ?? '')?.[1]
  if (region === undefined)
    throw new Refusal('MissingAuthenticationTokenException', 'the request is not signed for a region of secretsmanager')
  const target = request.headers['x-amz-target']
  if (target !== 'secretsmanager.GetSecretValue')
    throw new Refusal('UnknownOperationException', `got ${String(target)}, wanted secretsmanager.GetSecretValue`)

  const parsed = requestSchema.safeParse(await readJson(request))
  if (!parsed.success) throw new Refusal('InvalidParameterException', z.prettifyError(parsed.error))
  const { SecretId: secretId, VersionStage: stage } = parsed.data
  const version = store.find(region, secretId, stage)
  if (version === undefined)
    throw new Refusal('ResourceNotFoundException', `there is no secret ${secretId} with staging label ${stage} in ${region}`)
  send(response, 200, {
    ARN: `arn:aws:secretsmanager:${region}:000000000000:secret:${secretId}`,
    Name: secretId,
    VersionId: version.versionId,
    SecretString: version.value,
    VersionStages: [stage],
    CreatedDate: Date.parse(version.createdAt) / 1000,
  })
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > maxBodyBytes) throw new Refusal('InvalidRequestException', `the body is larger than ${maxBodyBytes} bytes`)
    chunks.push(bytes)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    throw new Refusal('SerializationException', 'the body is not JSON')
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
