import { scanLogs } from '@hemisphere/local/drill/log-scan.ts'
import { signIn, SignInRefused } from '@hemisphere/local/issuer/sign-in.ts'
import { regions } from '@hemisphere/topology/regions.ts'
import { stateFolderAt } from '@hemisphere/local/world/state-folder.ts'
import { emptyTenant, simulatedTenants } from '@hemisphere/local/world/tenants.ts'
import { expect, inject, test } from 'vitest'
import { z } from 'zod'
import { send } from './support/attack.ts'
import { openBrowser, sessionCookie } from './support/edge-browser.ts'
import { askFor } from './support/graph.ts'
import { clientToken, userToken } from './support/tokens.ts'
import { allSecretValues } from './support/world-secrets.ts'

const variables = ['needle-of-a-variable', 'needle-of-a-literal', 'needle-of-a-broken-body', 'needle-of-a-key']
const guessedPassword = 'needle-of-a-password'

const skuShape = z.object({ products: z.object({ nodes: z.array(z.object({ sku: z.string() })).min(1) }) })

/** Good requests and bad ones, with what must not stay behind; ids by which the tenant names its products are such, too. */
async function leaveTraces(): Promise<readonly string[]> {
  const { edgeUrl } = inject('world')
  const token = await userToken('admin@nordhem.example')
  const [variable, literal, broken, key] = variables
  await send({ token, query: 'query Look($id: ID!) { product(id: $id) { id } }', variables: { id: variable } })
  await send({ token, query: 'query Look($id: ID!) { product(id: $id) { id } }', variables: { id: { [`${key}`]: variable } } })
  await send({ token, query: `{ product(externalId: "${literal}") { id } style(id: "${literal}") { id } }` })
  await send({ token, query: `{ products(first: 1, after: "${literal}") { totalCount } }` })
  await send({ token, body: `{"query": "{ viewer { id } }", "variables": {"id": "${broken}` })
  await send({ token: `${token}x`, variables: { id: variable } })
  await send({ token, target: `/graphql?query=${literal}`, method: 'GET' })
  await send({ target: `/session/sign-in?company=${literal}`, method: 'GET' })
  const write = 'mutation Record($input: SalesRecordInput!) { salesRecord(input: $input) { userErrors { code } } }'
  await send({
    token: await clientToken('partner@nordhem'),
    query: write,
    variables: { input: { idempotencyKey: key, source: variable, lines: [] } },
  })
  await expect(signIn({ edgeUrl, email: 'planner@nordhem.example', password: guessedPassword })).rejects.toThrow(SignInRefused)
  const { products } = await askFor(skuShape, { query: '{ products(first: 5) { nodes { sku } } }', token })
  const skus = products.nodes.map(({ sku }) => sku)
  for (const sku of skus) await send({ token, query: 'query Look($id: ID!) { product(externalId: $id) { id } }', variables: { id: sku } })
  return skus
}

/** A session that begins, is used and ends; gives what stands for it. */
async function leaveSession(): Promise<readonly string[]> {
  const browser = openBrowser()
  await browser.signIn('company=nordhem', 'planner@nordhem.example')
  const { csrfToken = '' } = await browser.state()
  const held = [csrfToken, browser.cookie(sessionCookie) ?? '']
  await browser.ask('{ viewer { id } }')
  await browser.post('/session/refresh')
  await browser.post('/session/sign-out')
  return held
}

// The runner keeps this file for the end: the logs are those of all scenarios before it.
test('the logs of the world have no token, e-mail address, secret, query variable or name of a tenant', async () => {
  const { password, stateFolder } = inject('world')
  const skus = await leaveTraces()
  const session = await leaveSession()
  const tenants = [...simulatedTenants, emptyTenant, { slug: 'maison-vide', name: 'Maison Vide' }]
  const scan = await scanLogs(stateFolderAt(stateFolder).logs, {
    secrets: [...(await allSecretValues()), ...session, password, guessedPassword],
    tenantNames: tenants.flatMap(({ slug, name }) => [slug, name]),
    variables: [...variables, ...skus],
  })
  expect(scan.findings).toEqual([])
  // A gateway, a worker, caches and databases each: a scan of nothing finds nothing.
  expect(scan.files).toBeGreaterThan(5 * regions.length)
  expect(scan.lines).toBeGreaterThan(200)
})
