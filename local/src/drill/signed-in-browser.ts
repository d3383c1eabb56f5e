import { z } from 'zod'
import { createBrowser, type BrowserRequest } from '../issuer/browser.ts'

/** A person's browser with a session, as our web app uses it: cookies alone, and the token against forged requests. */
export interface SignedInBrowser {
  /** What an answer came to: `200`, or status and code such as `401 UNAUTHENTICATED`. */
  refresh(): Promise<string>
  /** A query by the cookies; an answer with data comes to the role in which a region gave it, such as `home`. */
  ask(): Promise<string>
  signOutEverywhere(): Promise<string>
}

export interface BrowserSignIn {
  readonly edgeUrl: string
  /** Slug of the person's company. */
  readonly company: string
  readonly email: string
  readonly password: string
}

const stateSchema = z.object({ csrfToken: z.string() })
const answerSchema = z.object({
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
  extensions: z.object({ hemisphere: z.object({ role: z.string().nullish() }) }).optional(),
})

/** Signs a person in from a page of ours through the issuer's form and back; throws when that does not end with a session. */
export async function signInBrowser({ edgeUrl, company, email, password }: BrowserSignIn): Promise<SignedInBrowser> {
  const at = (path: string): URL => new URL(path, edgeUrl)
  const browser = createBrowser(at('/session/callback').href)
  const form = await browser.follow(await browser.send(at(`/session/sign-in?company=${encodeURIComponent(company)}&return=/`)))
  const back = await browser.follow(await browser.send(form, { method: 'POST', body: new URLSearchParams({ email, password }) }))
  const arrival = await browser.send(back)
  if (arrival.status !== 303) throw new Error(`the sign-in of a browser ends with ${arrival.status}`)
  const { csrfToken } = stateSchema.parse(await (await browser.send(at('/session'))).json())

  async function post(path: string, { headers, ...sending }: BrowserRequest = {}): Promise<string> {
    const own = { accept: 'application/json', 'x-csrf-token': csrfToken, origin: edgeUrl }
    const answer = await browser.send(at(path), { method: 'POST', ...sending, headers: { ...own, ...headers } })
    const { errors, extensions } = answerSchema.parse(await answer.json())
    const [error] = errors ?? []
    if (error !== undefined) return `${answer.status} ${error.extensions.code}`
    return extensions?.hemisphere.role ?? String(answer.status)
  }

  return {
    refresh: () => post('/session/refresh'),
    ask: () =>
      post('/graphql', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ products(first: 1) { nodes { id } } }' }),
      }),
    signOutEverywhere: () => post('/session/sign-out-everywhere'),
  }
}
