import type { IncomingMessage, ServerResponse } from 'node:http'
import { createLocalJWKSet, errors, jwtVerify, type JWK } from 'jose'
import { z } from 'zod'
import { selfServiceScope } from './scopes.ts'

export interface CognitoApiOptions {
  readonly issuer: string
  /** The keys that are published now. */
  readonly publicKeys: () => readonly JWK[]
  readonly signOutEverywhere: (sub: string) => Promise<void>
  readonly now: () => number
}

const globalSignOut = 'AWSCognitoIdentityProviderService.GlobalSignOut'
const maxBodyBytes = 8_192
const requestSchema = z.object({ AccessToken: z.string().regex(/^[A-Za-z0-9\-_=.]+$/) })
const tokenSchema = z.object({ sub: z.string(), token_use: z.literal('access'), username: z.string(), scope: z.string() })

class Refusal extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/** Whether a request is one to Cognito's API rather than to the pages and endpoints of sign-in. */
export function isCognitoCall(request: IncomingMessage): boolean {
  return request.method === 'POST' && request.url === '/'
}

/**
 * Cognito's API as far as it is used: GlobalSignOut ("GlobalSignOut", Cognito API reference), which needs a person's access
 * token with the scope `aws.cognito.signin.user.admin` and ends all of the person's refresh tokens.
 */
export function createCognitoApi(options: CognitoApiOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { issuer, publicKeys, signOutEverywhere, now } = options

  async function subOf(token: string): Promise<string> {
    try {
      const keys = createLocalJWKSet({ keys: [...publicKeys()] })
      const { payload } = await jwtVerify(token, keys, { issuer, algorithms: ['RS256'], currentDate: new Date(now()) })
      const { sub, scope } = tokenSchema.parse(payload)
      if (!scope.split(' ').includes(selfServiceScope)) {
        throw new Refusal('NotAuthorizedException', 'Access Token does not have required scopes')
      }
      return sub
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new Refusal('NotAuthorizedException', 'Access Token has expired')
      if (error instanceof errors.JOSEError || error instanceof z.ZodError) {
        throw new Refusal('NotAuthorizedException', 'Invalid Access Token')
      }
      throw error
    }
  }

  return async (request, response) => {
    try {
      const target = request.headers['x-amz-target']
      const body = await readJson(request)
      if (target !== globalSignOut) throw new Refusal('UnknownOperationException', `got ${String(target)}, wanted ${globalSignOut}`)
      const parsed = requestSchema.safeParse(body)
      if (!parsed.success) throw new Refusal('InvalidParameterException', z.prettifyError(parsed.error))
      await signOutEverywhere(await subOf(parsed.data.AccessToken))
      send(response, 200, {})
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      send(response, 400, { __type: error.type, message: error.message })
    }
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > maxBodyBytes) throw new Refusal('InvalidParameterException', `the body is larger than ${maxBodyBytes} bytes`)
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
