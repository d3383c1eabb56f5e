import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import type { WebClient } from './client-adapter.ts'
import { faultPage, pageHeaders } from './sign-in-page.ts'

export const logoutPath = '/logout'

export interface LogoutOptions {
  readonly provider: Provider
  readonly webClient: WebClient | undefined
}

/**
 * Cognito's `GET /logout?client_id=…&logout_uri=…` ("The managed login sign-out endpoint", Cognito developer guide): ends the
 * browser's session at the issuer and goes on to one of the client's own addresses. Refresh tokens are not touched.
 */
export function createLogoutHandler({
  provider,
  webClient,
}: LogoutOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost')
    const isClient = webClient !== undefined && searchParams.get('client_id') === webClient.clientId
    const location = isClient ? webClient.logoutUris.find((uri) => uri === searchParams.get('logout_uri')) : undefined
    if (location === undefined) {
      response.writeHead(400, pageHeaders(undefined)).end(faultPage('The application or the address to go on to is not known.'))
      return
    }
    const session = await provider.Session.get(provider.createContext(request, response))
    await session.destroy()
    response.writeHead(302, { location, 'cache-control': 'no-store' }).end()
  }
}
