/** As much of a browser as a sign-in needs: cookies by host and path, and redirects followed by hand. */
export interface Browser {
  send(url: URL, init?: Sending): Promise<Response>
  /** Goes through redirects until a page to fill in, or the way back to the application, and gives its address. */
  follow(response: Response): Promise<URL>
}

export interface Sending extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>
}

/** A page that tells why a sign-in can not go on, by its own words. */
export class PageRefused extends Error {}

const maxRedirects = 20
const timeoutMs = 15_000

interface Cookie {
  readonly name: string
  readonly value: string
  readonly hostname: string
  readonly path: string
}

/** A browser without cookies, which stops at addresses that begin with `wayBack`. */
export function createBrowser(wayBack: string): Browser {
  const cookies = new Map<string, Cookie>()

  async function send(url: URL, init: Sending = {}): Promise<Response> {
    const cookie = [...cookies.values()]
      .filter((kept) => kept.hostname === url.hostname && isWithin(url.pathname, kept.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
    const response = await fetch(url, {
      ...init,
      headers: { accept: 'text/html', ...init.headers, cookie },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    for (const line of response.headers.getSetCookie()) keep(line, url)
    return response
  }

  function keep(line: string, { hostname, pathname }: URL): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
    const split = pair.indexOf('=')
    const valueOf = (attribute: string): string | undefined =>
      attributes.find((text) => text.toLowerCase().startsWith(`${attribute}=`))?.slice(attribute.length + 1)
    const path = valueOf('path') ?? (pathname.slice(0, pathname.lastIndexOf('/')) || '/')
    const name = pair.slice(0, split)
    const key = `${hostname} ${path} ${name}`
    const expires = valueOf('expires')
    const isOver = valueOf('max-age') === '0' || (expires !== undefined && Date.parse(expires) <= Date.now())
    if (isOver) cookies.delete(key)
    else cookies.set(key, { name, value: pair.slice(split + 1), hostname, path })
  }

  async function follow(first: Response): Promise<URL> {
    let response = first
    for (let count = 0; count < maxRedirects; count += 1) {
      const location = response.headers.get('location')
      if (location === null) {
        if (response.ok) return new URL(response.url)
        throw new PageRefused(alertOf(await response.text()) ?? `the issuer answered ${response.status}`)
      }
      const next = new URL(location, response.url)
      if (next.href.startsWith(wayBack)) return next
      response = await send(next)
    }
    throw new Error(`the sign-in redirects more than ${maxRedirects} times`)
  }

  return { send, follow }
}

/** RFC 6265, section 5.1.4. */
function isWithin(pathname: string, path: string): boolean {
  return pathname === path || (pathname.startsWith(path) && (path.endsWith('/') || pathname[path.length] === '/'))
}

function alertOf(html: string): string | undefined {
  return /<p role="alert">([^<]*)<\/p>/.exec(html)?.[1]
}
