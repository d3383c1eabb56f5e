import { createSecretReader, SecretNotFoundError } from '@hemisphere/kit/secrets.ts'
import { zones } from '@hemisphere/topology/regions.ts'
import { clientSecretId, secretIds } from '../world/secret-ids.ts'
import { clientCredentials, signIn, SignInRefused } from './sign-in.ts'

export interface TokenRequest {
  readonly subject: { readonly kind: 'person'; readonly email: string } | { readonly kind: 'client'; readonly name: string }
  readonly edgeUrl: string
  readonly secretsUrl: string
}

/** A request for a token that failed for a reason that the user can mend, in one line. */
export class TokenRefused extends Error {}

/** An access token of the running world; TokenRefused when it is not running or says no. */
export async function obtainToken({ subject, edgeUrl, secretsUrl }: TokenRequest): Promise<string> {
  try {
    if (subject.kind === 'client') {
      const secret = await readSecret(secretsUrl, clientSecretId(subject.name))
      if (secret === undefined) throw new TokenRefused(`no client is known by the name ${subject.name}, wanted one such as partner@nordhem`)
      return (await clientCredentials({ edgeUrl, client: subject.name, secret })).accessToken
    }
    const password = await readSecret(secretsUrl, secretIds.demoPassword)
    if (password === undefined) throw new TokenRefused('the world has no demo password: start it anew with "npm start -- --fresh"')
    return (await signIn({ edgeUrl, email: subject.email, password })).accessToken
  } catch (error) {
    if (error instanceof SignInRefused) throw new TokenRefused(`no token for ${nameOf(subject)}: ${error.message}`, { cause: error })
    if (isRefusedConnection(error))
      throw new TokenRefused(`nothing answers at ${edgeUrl} or ${secretsUrl}: start the world with "npm start"`, { cause: error })
    throw error
  }
}

function nameOf(subject: TokenRequest['subject']): string {
  return subject.kind === 'person' ? subject.email : subject.name
}

/** A secret as the zone that has it keeps it: a zone's secrets are in its own regions alone. */
async function readSecret(endpoint: string, secretId: string): Promise<string | undefined> {
  for (const { directoryRegion } of zones) {
    using secrets = createSecretReader({ region: directoryRegion, endpoint })
    try {
      return await secrets.read(secretId)
    } catch (error) {
      if (!(error instanceof SecretNotFoundError)) throw error
    }
  }
  return undefined
}

/** fetch and the AWS SDK wrap what the system said, and a name with two addresses fails twice. */
function isRefusedConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && error.code === 'ECONNREFUSED') return true
  if (error instanceof AggregateError && error.errors.some(isRefusedConnection)) return true
  return isRefusedConnection(error.cause)
}
