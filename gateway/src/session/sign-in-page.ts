import { createHash } from 'node:crypto'
import { signInFaults, type SignInFaultKind } from './sign-in-fault.ts'

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { display: grid; min-height: 100vh; margin: 0; place-items: center }
  main { box-sizing: border-box; width: min(28rem, 100vw); padding: 1.5rem }
  h1 { font-size: 1.5rem; margin: 0 0 1rem }
  p { margin: 0 0 1rem }
  small { color: GrayText }
`

const styleHash = createHash('sha256').update(style).digest('base64')

/** Of every answer to a navigation: nothing is loaded, nothing frames it, and no address of a sign-in is passed on. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** The page that tells a person why the sign-in can't go on. The request id is of letters and digits alone. */
export function signInFaultPage(kind: SignInFaultKind, requestId: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sign in – Hemisphere</title>
    <style>${style}</style>
  </head>
  <body>
    <main>
      <h1>Sign in to Hemisphere</h1>
      <p role="alert">${signInFaults[kind].text}</p>
      <p><a href="/">Back to the start page</a></p>
      <p><small>Request ${requestId}</small></p>
    </main>
  </body>
</html>
`
}
