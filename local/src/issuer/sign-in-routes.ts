import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, type Provider } from 'oidc-provider'
import type { AttemptLimiter } from './attempt-limiter.ts'
import { companySlug } from './company-slug.ts'
import { verifyPassword } from './password-hash.ts'
import { faultPage, pageHeaders, signInPage } from './sign-in-page.ts'
import type { PoolUser, UserPool } from './user-pool.ts'

export interface SignInOptions {
  readonly provider: Provider
  readonly pool: UserPool
  readonly limiter: AttemptLimiter
  /** Names of companies by slug, for the page's title. */
  readonly companyNames: Readonly<Record<string, string>>
}

export const signInPath = '/login/'

const maxFormBytes = 8_192
/** RFC 5321: a path of 256 octets with its two angle brackets. */
const maxEmailLength = 254

interface Verdict {
  readonly user?: PoolUser
  readonly status: number
  readonly error: string
  readonly headers: Readonly<Record<string, string>>
}

/** Answers `GET` and `POST /login/<interaction>`: shows the form, checks the password, goes on to the application. */
export function createSignInHandler(options: SignInOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { provider, pool, limiter, companyNames } = options

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { params } = await provider.interactionDetails(request, response)
    const redirectOrigin = new URL(String(params['redirect_uri'])).origin
    const hint = typeof params['login_hint'] === 'string' ? params['login_hint'] : ''
    const slug = typeof params['company'] === 'string' ? params['company'] : companySlug(hint)

    function show(status: number, email: string, error?: string, headers: Readonly<Record<string, string>> = {}): void {
      const company = Object.hasOwn(companyNames, slug) ? companyNames[slug] : undefined
      response.writeHead(status, { ...pageHeaders(redirectOrigin), ...headers }).end(signInPage({ company, email, error }))
    }

    if (request.method === 'GET' || request.method === 'HEAD') return show(200, hint)
    if (request.method !== 'POST') return show(405, hint, 'This page is read or sent as a form.', { allow: 'GET, HEAD, POST' })
    const form = await readForm(request)
    if (form === undefined) return show(400, hint, 'The form could not be read.')
    const email = (form.get('email') ?? '').trim().toLowerCase().slice(0, maxEmailLength)
    const { user, status, error, headers } = await judge(email, form.get('password') ?? '')
    if (user === undefined) return show(status, email, error, headers)
    await provider.interactionFinished(
      request,
      response,
      { login: { accountId: user.sub, amr: ['pwd'] } },
      { mergeWithLastSubmission: false },
    )
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
      if (!(error instanceof errors.SessionNotFound)) throw error
      response
        .writeHead(400, pageHeaders(undefined))
        .end(faultPage('This sign-in has ended or was begun in another browser. Start again from the application.'))
    }
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (request.headers['content-type']?.split(';')[0] !== 'application/x-www-form-urlencoded') return undefined
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > maxFormBytes) return undefined
    chunks.push(bytes)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString())
}
