import { parseSetCookie, type SetCookie } from 'cookie'
import { originSecrets } from './gateway-world.ts'

export interface Page {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Set-Cookie by name. */
  readonly cookies: Readonly<Record<string, SetCookie>>
}

export interface Sending {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** As much of a browser as a session needs: cookies with their SameSite rule, and redirects followed by hand. */
export interface Browser {
  /** Cookies by origin and name; a test may change them. */
  readonly jar: Map<string, Map<string, SetCookie>>
  /** Cookie of the product's own origin. */
  cookie(name: string): string
  setCookie(name: string, value: string): void
  /** A request of a page of ours, unless told otherwise. */
  send(path: string, sending?: Sending): Promise<Page>
  /** Goes to an address and where it leads; ends with the first answer that is no redirect, or a redirect to the product. */
  follow(address: string): Promise<{ readonly address: string }>
  /** Comes to the product from another site. */
  arrive(address: string): Promise<Page>
  /** The whole way from our page to the issuer and back; gives the answer of the way back. */
  signIn(query?: string): Promise<Page>
  /** The session as it is told to the page. */
  state(): Promise<SessionState>
  /** A POST with the token against forged requests. */
  post(path: string, sending?: Sending): Promise<Page>
}

export interface SessionState {
  readonly signedIn: boolean
  readonly expiresAt?: string
  readonly sessionExpiresAt?: string
  readonly csrfToken?: string
}

/** A browser for which `publicOrigin` leads to the gateway at `gatewayUrl()`, as the edge would. */
export function createBrowser(publicOrigin: string, gatewayUrl: () => string): Browser {
  const jar: Browser['jar'] = new Map()

  function cookiesOf(origin: string): Map<string, SetCookie> {
    const cookies = jar.get(origin) ?? new Map<string, SetCookie>()
    jar.set(origin, cookies)
    return cookies
  }

  async function request(address: URL, sending: Sending, isFromOtherSite: boolean): Promise<Page> {
    const isOurs = address.origin === publicOrigin
    const cookies = cookiesOf(address.origin)
    const sent = [...cookies.values()].filter(({ sameSite }) => !(isFromOtherSite && sameSite === 'strict'))
    const target = isOurs ? new URL(`${address.pathname}${address.search}`, gatewayUrl()) : address
    const answer = await fetch(target, {
      method: sending.method ?? 'GET',
      redirect: 'manual',
      headers: {
        ...(isOurs ? { 'x-origin-verify': originSecrets[0] } : {}),
        ...(sent.length === 0 ? {} : { cookie: sent.map(({ name, value }) => `${name}=${value}`).join('; ') }),
        ...sending.headers,
      },
      ...(sending.body === undefined ? {} : { body: sending.body }),
    })
    const set = Object.fromEntries(answer.headers.getSetCookie().map((line) => [parseSetCookie(line).name, parseSetCookie(line)]))
    for (const [name, cookie] of Object.entries(set)) {
      if (cookie.maxAge === 0 || (cookie.expires !== undefined && cookie.expires.getTime() <= Date.now())) cookies.delete(name)
      else cookies.set(name, cookie)
    }
    return { status: answer.status, headers: answer.headers, text: await answer.text(), cookies: set }
  }

  const send: Browser['send'] = (path, sending = {}) => request(new URL(path, publicOrigin), sending, false)
  const arrive: Browser['arrive'] = (address) => request(new URL(address), {}, true)

  const follow: Browser['follow'] = async (first) => {
    let address = new URL(first)
    for (let count = 0; count < 10; count += 1) {
      const { headers, text, status } = await request(address, {}, false)
      const location = headers.get('location')
      if (location === null) throw new Error(`the way ends with ${status} at ${address.pathname}: ${text}`)
      address = new URL(location, address)
      if (address.origin === publicOrigin) return { address: address.href }
    }
    throw new Error('the way has too many turns')
  }

  const state: Browser['state'] = async () => JSON.parse((await send('/session')).text)

  return {
    jar,
    cookie: (name) => cookiesOf(publicOrigin).get(name)?.value ?? '',
    setCookie: (name, value) => void cookiesOf(publicOrigin).set(name, { name, value, sameSite: 'strict' }),
    send,
    follow,
    arrive,
    async signIn(query = 'company=nordhem') {
      const begun = await send(`/session/sign-in?${query}`)
      const location = begun.headers.get('location')
      return location === null ? begun : arrive((await follow(location)).address)
    },
    state,
    async post(path, sending = {}) {
      const { csrfToken = '' } = await state()
      return send(path, { method: 'POST', ...sending, headers: { 'x-csrf-token': csrfToken, origin: publicOrigin, ...sending.headers } })
    },
  }
}
