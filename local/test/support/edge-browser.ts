import { createBrowser, type Browser, type BrowserRequest } from '@hemisphere/local/issuer/browser.ts'
import { inject } from 'vitest'
import { z } from 'zod'
import { answerOf, type RawAnswer } from './send-raw.ts'

export const tokenCookie = '__Host-hemisphere-token'
export const sessionCookie = '__Host-hemisphere-session'
export const signInCookie = '__Host-hemisphere-sign-in'

const stateSchema = z.object({ signedIn: z.boolean(), csrfToken: z.string().optional(), expiresAt: z.string().optional() })

/** What a page is told of its session. */
export type SessionState = Readonly<z.infer<typeof stateSchema>>

/** A browser at the edge; its cookies are the host's, so those of edge and issuers mix, as they do in a browser on one machine. */
export interface EdgeBrowser {
  cookie(name: string): string | undefined
  setCookie(name: string, value: string): void
  send(path: string, request?: BrowserRequest): Promise<RawAnswer>
  /** From the edge to the issuer and through its form; gives the way back, which is not gone yet. */
  goToIssuer(query: string, email: string): Promise<URL>
  /** The whole sign-in; gives the answer of the way back. */
  signIn(query: string, email: string): Promise<RawAnswer>
  state(): Promise<SessionState>
  /** A POST of a page of ours, with the token against forged requests. */
  post(path: string, body?: string): Promise<RawAnswer>
  /** Asks the graph by cookie. */
  ask(query: string): Promise<RawAnswer>
}

export function openBrowser(): EdgeBrowser {
  const { edgeUrl, password } = inject('world')
  const { hostname } = new URL(edgeUrl)
  const browser: Browser = createBrowser(`${edgeUrl}/session/callback`)

  async function send(path: string, request: BrowserRequest = {}): Promise<RawAnswer> {
    const response = await browser.send(new URL(path, edgeUrl), request)
    return answerOf({ status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() })
  }

  async function goToIssuer(query: string, email: string): Promise<URL> {
    const form = await browser.follow(await browser.send(new URL(`/session/sign-in?${query}`, edgeUrl)))
    // Who has a session at the issuer is sent back without a form.
    if (form.href.startsWith(edgeUrl)) return form
    return browser.follow(await browser.send(form, { method: 'POST', body: new URLSearchParams({ email, password }) }))
  }

  const state = async (): Promise<SessionState> => stateSchema.parse(JSON.parse((await send('/session')).text))

  async function post(path: string, body?: string): Promise<RawAnswer> {
    const { csrfToken = '' } = await state()
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const headers = { 'x-csrf-token': csrfToken, origin: edgeUrl, 'sec-fetch-site': 'same-origin', ...type }
    return send(path, { method: 'POST', headers, ...(body === undefined ? {} : { body }) })
  }

  return {
    cookie: (name) => browser.cookie(hostname, name),
    setCookie: (name, value) => browser.setCookie(hostname, name, value),
    send,
    goToIssuer,
    async signIn(query, email) {
      const wayBack = await goToIssuer(query, email)
      return send(`${wayBack.pathname}${wayBack.search}`)
    },
    state,
    post,
    ask: (query) => post('/graphql', JSON.stringify({ query })),
  }
}
