import { createHash } from 'node:crypto'

export interface SignInPage {
  /** Name of the company, when the request told which. */
  readonly company: string | undefined
  readonly email: string
  readonly error: string | undefined
  /** Names of the company's own identity providers, where the person may sign in instead. */
  readonly providers: readonly string[]
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { display: grid; min-height: 100vh; margin: 0; place-items: center }
  main { box-sizing: border-box; width: min(24rem, 100vw); padding: 1.5rem }
  h1 { font-size: 1.5rem; margin: 0 0 1.5rem }
  label { display: block; margin: 1rem 0 .25rem }
  input { box-sizing: border-box; width: 100%; padding: .6rem; font: inherit; border: 1px solid GrayText; border-radius: .4rem }
  button { width: 100%; margin-top: 1.5rem; padding: .7rem; font: inherit; font-weight: 600; border: 0; border-radius: .4rem; color: #fff; background: #1f4fd1 }
  [role=alert] { margin: 0; padding: .6rem .8rem; border-left: .25rem solid #d11f3a; background: color-mix(in srgb, #d11f3a 12%, transparent) }
  p { margin: 0 0 1rem }
  form + p { margin-top: 1.5rem; text-align: center }
`

/** The page on which a person types e-mail address and password; plain HTML that works without scripts. */
export function signInPage({ company, email, error, providers }: SignInPage): string {
  const title = company === undefined ? 'Sign in to Hemisphere' : `Sign in to ${company}`
  return page(
    company === undefined ? title : `${title} – Hemisphere`,
    `<h1>${escapeHtml(title)}</h1>
    ${error === undefined ? '' : `<p role="alert">${escapeHtml(error)}</p>`}
    <form method="post" autocomplete="on">
      <label for="email">E-mail address</label>
      <input id="email" name="email" type="email" required autocomplete="username" value="${escapeHtml(email)}"${email === '' ? ' autofocus' : ''}>
      <label for="password">Password</label>
      <input id="password" name="password" type="password" required autocomplete="current-password"${email === '' ? '' : ' autofocus'}>
      <button type="submit">Sign in</button>
    </form>
    ${providers.map((name) => `<p><a href="?identity_provider=${encodeURIComponent(name)}">Sign in with ${escapeHtml(name)}</a></p>`).join('\n    ')}`,
  )
}

/** A page that tells why a sign-in can't go on. */
export function faultPage(message: string): string {
  return page('Sign in – Hemisphere', `<h1>Sign in to Hemisphere</h1><p role="alert">${escapeHtml(message)}</p>`)
}

/**
 * Headers of these pages: nothing is loaded, nothing frames them, and the form goes to this issuer alone. Browsers hold
 * `form-action` against the redirects after a form, too, so the application's own address has to be in it.
 */
export function pageHeaders(redirectOrigin: string | undefined): Readonly<Record<string, string>> {
  const styleHash = createHash('sha256').update(style).digest('base64')
  const formAction = ["'self'", ...(redirectOrigin === undefined ? [] : [redirectOrigin])].join(' ')
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}</title>
    <style>${style}</style>
  </head>
  <body>
    <main>
    ${body}
    </main>
  </body>
</html>
`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
