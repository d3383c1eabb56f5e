import { z } from 'zod'
import { singleFlight } from '../directory/single-flight.ts'
import { readJson } from './read-json.ts'

const documentSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  revocation_endpoint: z.url().optional(),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
})

/** Where an issuer does what (OpenID Connect Discovery 1.0). */
export interface IssuerEndpoints {
  readonly authorization: string
  readonly token: string
  readonly revocation: string
  /** Whether the way back from it always names it (RFC 9207). */
  readonly alwaysNamesItself: boolean
}

export interface DiscoveryOptions {
  readonly issuer: string
  readonly fetch: typeof fetch
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const maxAgeMs = 10 * 60_000
const timeoutMs = 3_000

/** The issuer's endpoints, read when needed and kept for ten minutes; the known ones serve on while it does not answer. */
export function createDiscovery({ issuer, fetch, now }: DiscoveryOptions): () => Promise<IssuerEndpoints> {
  const share = singleFlight<IssuerEndpoints>()
  let known: { readonly endpoints: IssuerEndpoints; readonly until: number } | undefined

  async function read(): Promise<IssuerEndpoints> {
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
    const document = documentSchema.parse(await readJson(answer))
    if (!answer.ok) throw new Error(`the issuer answered ${answer.status} when asked for its endpoints`)
    if (document.issuer !== issuer) throw new Error('the issuer says that it is another one')
    const endpoints = {
      authorization: document.authorization_endpoint,
      token: document.token_endpoint,
      // A user pool's document may leave it out; it stands beside the token endpoint.
      revocation: document.revocation_endpoint ?? new URL('revoke', document.token_endpoint).href,
      alwaysNamesItself: document.authorization_response_iss_parameter_supported,
    }
    for (const endpoint of [endpoints.authorization, endpoints.token, endpoints.revocation]) checkScheme(endpoint, issuer)
    known = { endpoints, until: now() + maxAgeMs }
    return endpoints
  }

  return async () => {
    if (known !== undefined && known.until > now()) return known.endpoints
    try {
      return await share('', read)
    } catch (error) {
      if (known === undefined) throw error
      return known.endpoints
    }
  }
}

/** Secrets go there: never less protected than the issuer itself. */
function checkScheme(endpoint: string, issuer: string): void {
  const [given, wanted] = [new URL(endpoint).protocol, new URL(issuer).protocol]
  if (given !== 'https:' && given !== wanted) throw new Error(`the issuer names an endpoint by ${given}, wanted ${wanted}`)
}
