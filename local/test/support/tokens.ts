import { clientCredentials, signIn } from '@hemisphere/local/issuer/sign-in.ts'
import { inject } from 'vitest'

const tokens = new Map<string, Promise<string>>()

/** An access token of a demo user, signed in once a test file. */
export function userToken(email: string): Promise<string> {
  const { edgeUrl, password } = inject('world')
  return kept(email, async () => (await signIn({ edgeUrl, email, password })).accessToken)
}

/** An access token of a partner's client, such as `partner@nordhem`. */
export function clientToken(client: string): Promise<string> {
  const { edgeUrl, clientSecrets } = inject('world')
  return kept(client, async () => (await clientCredentials({ edgeUrl, client, secret: clientSecrets[client] ?? '' })).accessToken)
}

function kept(name: string, fetchToken: () => Promise<string>): Promise<string> {
  const token = tokens.get(name) ?? fetchToken()
  tokens.set(name, token)
  return token
}
