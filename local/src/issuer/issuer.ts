import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { JWK } from 'jose'
import { secretIds } from '../world/secret-ids.ts'
import { createAttemptLimiter } from './attempt-limiter.ts'
import { createProvider } from './create-provider.ts'
import { startLambda } from './lambda.ts'
import { createSignInHandler, signInPath } from './sign-in-routes.ts'
import type { UserPool } from './user-pool.ts'

export interface IssuerOptions {
  readonly zone: string
  /** Region of the zone whose secrets the trigger reads. */
  readonly region: string
  /** 0 lets the system choose. */
  readonly port: number
  readonly pool: UserPool
  /** Path of the bundle of the pre-token-generation Lambda. */
  readonly triggerBundle: string
  /** Address of the Secrets Manager stand-in. */
  readonly secretsEndpoint: string
  /** Names of companies by slug, for the sign-in page. */
  readonly companyNames?: Readonly<Record<string, string>>
  readonly now?: () => number
  /** Told each fault of the issuer itself. */
  readonly onFault?: (fault: unknown) => void
}

export interface RunningIssuer extends AsyncDisposable {
  /** The `iss` of its tokens, and its address. */
  readonly issuer: string
  readonly jwksUri: string
  readonly publicKeys: readonly JWK[]
}

/** Cognito's own limit for a trigger. */
const triggerTimeoutMs = 5_000

/** Starts one zone's issuer on 127.0.0.1: it stands in for a Cognito user pool with hosted sign-in. */
export async function startIssuer(options: IssuerOptions): Promise<RunningIssuer> {
  const { zone, region, port, pool, triggerBundle, secretsEndpoint, companyNames = {}, now = Date.now, onFault = () => undefined } = options
  const server = createServer({ keepAliveTimeout: 5_000 })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`the issuer of zone ${zone} listens on no port`)
  const issuer = `http://localhost:${address.port}`

  const trigger = startLambda({
    bundle: triggerBundle,
    timeoutMs: triggerTimeoutMs,
    environment: {
      HEMISPHERE_ZONE: zone,
      AWS_REGION: region,
      SECRETS_ENDPOINT: secretsEndpoint,
      DIRECTORY_SECRET_ID: secretIds.directoryReader,
      // Lambda gives a function the credentials of its role; the stand-in for Secrets Manager takes any.
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  })
  const provider = createProvider({ issuer, zone, region, pool, trigger, now })
  provider.on('server_error', (_, error) => onFault(error))
  const answer = provider.callback()
  const signIn = createSignInHandler({ provider, pool, companyNames, limiter: createAttemptLimiter({ now }) })

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const handled = request.url?.startsWith(signInPath) === true ? signIn(request, response) : answer(request, response)
    Promise.resolve(handled).catch((error: unknown) => {
      onFault(error)
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end('internal server error\n')
    })
  })

  return {
    issuer,
    jwksUri: `${issuer}/.well-known/jwks.json`,
    publicKeys: pool.publicKeys,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
      await trigger[Symbol.asyncDispose]()
    },
  }
}
