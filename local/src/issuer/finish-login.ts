import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import type { PoolUser } from './user-pool.ts'

/**
 * Signs a person in and goes on to the application. Somebody else's session in the same browser becomes this person's: the
 * library would else have the browser sign out on a page first, which there is none of here.
 */
export async function finishLogin(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  { sub }: PoolUser,
  method: 'pwd' | 'fed',
): Promise<void> {
  const result = { login: { accountId: sub, amr: [method] } }
  // Before the session changes: the library takes an interaction of another person's session for one of another browser.
  const location = await provider.interactionResult(request, response, result, { mergeWithLastSubmission: false })
  const session = await provider.Session.get(provider.createContext(request, response))
  if (session.accountId !== undefined && session.accountId !== sub) {
    session.accountId = undefined
    session.authorizations = undefined
    await session.persist()
  }
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end()
}
