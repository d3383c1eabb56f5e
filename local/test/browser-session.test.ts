import { openControl } from '@hemisphere/local/control/control-client.ts'
import { stateFolderAt } from '@hemisphere/local/world/state-folder.ts'
import { afterAll, describe, expect, inject, test, vi } from 'vitest'
import { z } from 'zod'
import { openBrowser, sessionCookie, tokenCookie, type EdgeBrowser } from './support/edge-browser.ts'

const email = 'planner@nordhem.example'
const query = '{ viewer { id tenant { zone homeRegion } } stores(first: 1) { nodes { id } } }'

const answerSchema = z.object({
  data: z.object({ viewer: z.object({ id: z.string() }) }),
  extensions: z.object({ hemisphere: z.object({ region: z.string(), role: z.string() }) }),
})

async function signedIn(person = email, company = 'nordhem'): Promise<EdgeBrowser> {
  const browser = openBrowser()
  await browser.signIn(`company=${company}`, person)
  return browser
}

/** Who answers a browser's question, and as what. */
async function servedBy(browser: EdgeBrowser): Promise<string> {
  const { status, text } = await browser.ask(query)
  const parsed = answerSchema.safeParse(JSON.parse(text))
  return parsed.success ? `${parsed.data.extensions.hemisphere.region} as ${parsed.data.extensions.hemisphere.role}` : `${status} ${text}`
}

interface Held {
  readonly token: string
  readonly session: string
  readonly csrfToken: string
}

/** All that a thief could take from a browser. */
async function heldBy(browser: EdgeBrowser): Promise<Held> {
  const { csrfToken = '' } = await browser.state()
  return { token: browser.cookie(tokenCookie) ?? '', session: browser.cookie(sessionCookie) ?? '', csrfToken }
}

/** What comes of it: of a question by cookie, of one by token, of a refresh. */
async function useOf({ token, session, csrfToken }: Held): Promise<readonly string[]> {
  const thief = openBrowser()
  thief.setCookie(tokenCookie, token)
  thief.setCookie(sessionCookie, session)
  const question = { method: 'POST', body: JSON.stringify({ query }) }
  const type = { 'content-type': 'application/json' }
  const answers = [
    await thief.send('/graphql', { ...question, headers: { ...type, 'x-csrf-token': csrfToken } }),
    await openBrowser().send('/graphql', { ...question, headers: { ...type, authorization: `Bearer ${token}` } }),
    await thief.send('/session/refresh', { method: 'POST', headers: { 'x-csrf-token': csrfToken } }),
  ]
  return answers.map(({ status, code }) => `${status} ${code}`)
}

const ofNoUse = ['401 UNAUTHENTICATED', '401 UNAUTHENTICATED', '401 UNAUTHENTICATED']

describe('a person who signs in by company', () => {
  test.each([
    ['nordhem', 'eu-west-1'],
    ['maison-lune', 'eu-central-1'],
    ['harbor-thread', 'us-east-1'],
    ['cascade-supply', 'us-west-2'],
  ])('of %s comes back to the page that was asked for, and is served by %s', async (company, region) => {
    const browser = openBrowser()
    const arrival = await browser.signIn(`company=${company}&return=${encodeURIComponent('/grid?week=12')}`, `planner@${company}.example`)
    expect([arrival.status, arrival.headers['location']]).toEqual([303, `${inject('world').edgeUrl}/grid?week=12`])
    expect(browser.cookie(sessionCookie)).toMatch(/^(eu|us)\.[\w-]{43}$/)
    expect(await servedBy(browser)).toBe(`${region} as home`)
  })

  test('gets a fresh token by the session alone, and the same one again in another tab', async () => {
    const browser = await signedIn()
    const before = browser.cookie(tokenCookie)
    expect((await browser.post('/session/refresh')).status).toBe(200)
    const after = browser.cookie(tokenCookie)
    expect(after).not.toBe(before)
    browser.setCookie(tokenCookie, before ?? '')
    expect((await browser.post('/session/refresh')).status).toBe(200)
    expect(browser.cookie(tokenCookie)).toBe(after)
    expect(await servedBy(browser)).toBe('eu-west-1 as home')
  })

  test('is signed out here, and nothing that the browser held is of use any more', async () => {
    const browser = await signedIn()
    const held = await heldBy(browser)
    expect((await browser.post('/session/sign-out')).status).toBe(200)
    expect([browser.cookie(tokenCookie), browser.cookie(sessionCookie)]).toEqual([undefined, undefined])
    expect(await useOf(held)).toEqual(ofNoUse)
  })

  test('is signed out of every browser, and nobody else is', async () => {
    const [here, there, colleague] = await Promise.all([signedIn(), signedIn(), signedIn('viewer@nordhem.example')])
    const held = await heldBy(there)
    expect((await here.post('/session/sign-out-everywhere')).status).toBe(200)
    expect(await there.state()).toEqual({ signedIn: false })
    expect(await useOf(held)).toEqual(ofNoUse)
    expect(await servedBy(colleague)).toBe('eu-west-1 as home')
  })
})

describe('a session', () => {
  const control = openControl(stateFolderAt(inject('world').stateFolder).control)
  const setCompute = async (to: 'running' | 'killed'): Promise<unknown> =>
    (await control).send({ action: 'part', region: 'eu-west-1', part: 'compute', to })
  const untilServedBy = (browser: EdgeBrowser, whom: string): Promise<void> =>
    vi.waitFor(
      async () => {
        const serving = await servedBy(browser)
        if (serving !== whom) throw new Error(`the browser is served by ${serving}, wanted ${whom}`)
      },
      { timeout: 90_000, interval: 250 },
    )

  // The scenarios that follow find the world as it was, whatever has become of the test.
  afterAll(async () => {
    await setCompute('running')
    await untilServedBy(await signedIn(), 'eu-west-1 as home')
  }, 120_000)

  test('outlives the loss of the compute of its home, and its return', async () => {
    const browser = await signedIn()
    const [session, { csrfToken }] = [browser.cookie(sessionCookie), await browser.state()]
    await setCompute('killed')
    await untilServedBy(browser, 'eu-central-1 as buddy-read-only')
    expect((await browser.post('/session/refresh')).status).toBe(200)
    await setCompute('running')
    await untilServedBy(browser, 'eu-west-1 as home')
    expect((await browser.post('/session/refresh')).status).toBe(200)
    expect(browser.cookie(sessionCookie)).toBe(session)
    expect(await browser.state()).toMatchObject({ signedIn: true, csrfToken })
  }, 240_000)
})
