import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, type Provider } from 'oidc-provider'
import type { AttemptLimiter } from './attempt-limiter.ts'
import { companySlug } from './company-slug.ts'
import type { Federation } from './federation/federation.ts'
import { FederationFailed, type CompanyProvider } from './federation/relying-party.ts'
import { finishLogin } from './finish-login.ts'
import { verifyPassword } from './password-hash.ts'
import { readForm } from './read-form.ts'
import { faultPage, pageHeaders, signInPage } from './sign-in-page.ts'
import type { PoolUser, UserPool } from './user-pool.ts'

export interface SignInOptions {
  readonly provider: Provider
  readonly pool: UserPool
  readonly limiter: AttemptLimiter
  /** Name of a company by its slug, for the page's title. */
  readonly companyName: (slug: string) => string | undefined
  /** Absent where people sign in with a password alone. */
  readonly federation?: Federation
  /** Told each fault of a company's identity provider. */
  readonly onFault?: (fault: unknown) => void
}

export const signInPath = '/login/'

/** RFC 5321: a path of 256 octets with its two angle brackets. */
const maxEmailLength = 254

interface Verdict {
  readonly user?: PoolUser
  readonly status: number
  readonly error: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Answers `GET` and `POST /login/<interaction>`: shows the form, checks the password, goes on to the application; or leads to
 * the company's identity provider, whose answer comes to `/login/<interaction>/idpresponse`.
 */
export function createSignInHandler(options: SignInOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { provider, pool, limiter, companyName, federation, onFault = () => undefined } = options

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // The cookie that names the interaction ties it to this browser.
    const { params, uid } = await provider.interactionDetails(request, response)
    const url = new URL(request.url ?? '', 'http://localhost')
    const redirectOrigin = new URL(String(params['redirect_uri'])).origin
    const hint = typeof params['login_hint'] === 'string' ? params['login_hint'] : ''
    const company = typeof params['company'] === 'string' ? params['company'] : undefined
    // Of the company that the application names; the address that it hints at leads nowhere.
    const offered = company === undefined ? [] : (federation?.ofCompany(company) ?? [])

    function show(status: number, email: string, error?: string, headers: Readonly<Record<string, string>> = {}): void {
      const providers = offered.map(({ name }) => name)
      const page = signInPage({ company: companyName(company ?? companySlug(hint)), email, error, providers })
      response.writeHead(status, { ...pageHeaders(redirectOrigin), ...headers }).end(page)
    }

    async function goToProvider(chosen: CompanyProvider, federation: Federation): Promise<void> {
      const location = await federation.begin(chosen, uid, hint)
      response.writeHead(303, { location: location.href, 'cache-control': 'no-store' }).end()
    }

    if (request.method === 'GET' || request.method === 'HEAD') {
      if (federation !== undefined) {
        if (url.pathname.endsWith('/idpresponse')) {
          return finishLogin(provider, request, response, await federation.finish(url.searchParams, uid), 'fed')
        }
        const wanted = federation.wanted(params)
        if (wanted === 'unknown') return show(400, hint, 'No identity provider is known by that name.')
        const chosen = wanted ?? offered.find(({ name }) => name === url.searchParams.get('identity_provider'))
        if (chosen !== undefined) return goToProvider(chosen, federation)
      }
      return show(200, hint)
    }
    if (request.method !== 'POST') return show(405, hint, 'This page is read or sent as a form.', { allow: 'GET, HEAD, POST' })
    const form = await readForm(request)
    if (form === undefined) return show(400, hint, 'The form could not be read.')
    const email = (form.get('email') ?? '').trim().toLowerCase().slice(0, maxEmailLength)
    const { user, status, error, headers } = await judge(email, form.get('password') ?? '')
    if (user === undefined) return show(status, email, error, headers)
    await finishLogin(provider, request, response, user, 'pwd')
  }

  async function judge(email: string, password: string): Promise<Verdict> {
    const waitSeconds = Math.ceil(limiter.waitMs(email) / 1_000)
    if (waitSeconds > 0) {
      return {
        status: 429,
        error: `Too many attempts. Try again in ${waitSeconds} seconds.`,
        headers: { 'retry-after': String(waitSeconds) },
      }
    }
    // Counted before the password is checked, so that attempts side by side count, too.
    limiter.fail(email)
    const user = pool.findUserByEmail(email)
    const right = await verifyPassword(password, user?.passwordHash)
    if (!right || user === undefined) return { status: 401, error: 'The e-mail address or the password is wrong.', headers: {} }
    limiter.succeed(email)
    return { user, status: 303, error: '', headers: {} }
  }

  return async (request, response) => {
    try {
      await handle(request, response)
    } catch (error) {
      if (error instanceof FederationFailed) {
        onFault(error)
        const result = { error: error.code, error_description: error.message }
        return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
      }
      if (!(error instanceof errors.SessionNotFound)) throw error
      sendEnded(response)
    }
  }
}

/**
 * Answers `GET /oauth2/idpresponse`, where a company's identity provider sends the browser back to: passes the answer on to the
 * interaction, whose cookie tells whether it is this browser's.
 */
export function createProviderResponseHandler(federation: Federation): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const { search, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const interaction = federation.interactionOf(searchParams.get('state') ?? '')
    if (interaction === undefined) return sendEnded(response)
    response.writeHead(303, { location: `${signInPath}${interaction}/idpresponse${search}`, 'cache-control': 'no-store' }).end()
  }
}

function sendEnded(response: ServerResponse): void {
  response
    .writeHead(400, pageHeaders(undefined))
    .end(faultPage('This sign-in has ended or was begun in another browser. Start again from the application.'))
}
