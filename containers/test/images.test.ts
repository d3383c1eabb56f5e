import { readdir } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { absentPackages } from '../src/build-bundles.ts'
import { bundleNames, serviceBundles, taskNames, type BundleName } from '../src/service-bundles.ts'
import { createImageWorld, type ImageWorld, type RunningImage } from './image-world.ts'
import { runImage, untilEnded } from './run-image.ts'

/** Packages of this repository whose code is in an image. */
const ownParts: Readonly<Record<BundleName, readonly string[]>> = {
  gateway: ['gateway', 'packages/kit', 'schema'],
  account: ['packages/kit', 'schema', 'subgraphs/account'],
  catalog: ['packages/kit', 'schema', 'subgraphs/catalog'],
  store: ['packages/kit', 'schema', 'subgraphs/store'],
  forecasting: ['packages/kit', 'schema', 'subgraphs/forecasting'],
  worker: ['packages/kit', 'subgraphs/forecasting'],
  keeper: ['operations', 'packages/kit'],
  migrate: [
    'identity',
    'migrations',
    'operations',
    'packages/kit',
    'packages/topology',
    'subgraphs/catalog',
    'subgraphs/forecasting',
    'subgraphs/store',
  ],
  operate: ['identity', 'migrations', 'operate', 'operations', 'packages/kit', 'packages/topology', 'subgraphs/forecasting'],
}

const made = new AsyncDisposableStack()
let world: ImageWorld

beforeAll(async () => {
  world = made.use(await createImageWorld())
}, 240_000)

afterAll(() => made.disposeAsync())

test.each(bundleNames)('the bundle of %s asks for nothing that it does not have, and holds what its image needs alone', async (name) => {
  const built = world.built.get(name)
  const outputs = Object.values(built?.outputs ?? {})
  const asked = outputs.flatMap(({ imports }) => imports.filter(({ external }) => external === true))
  const absent: readonly string[] = absentPackages
  expect(asked.map(({ path }) => path).filter((path) => !isBuiltin(path) && !absent.includes(path))).toEqual([])
  const own = new Set(
    outputs.flatMap(({ inputs }) => Object.keys(inputs).flatMap((path) => /^\.\.\/((?!node_modules).+)\/src\//.exec(path)?.[1] ?? [])),
  )
  expect([...own].toSorted()).toEqual(ownParts[name])
  const files = (await readdir(built?.folder ?? '')).toSorted()
  const folders = ['chunks', name, ...(taskNames.has(name) ? [] : ['health-check'])]
  expect(files).toEqual([...folders, 'rds-authorities.pem', ...serviceBundles[name].schema].toSorted())
})

test('the image of the migrations makes both databases of a home, and tells what it did', { timeout: 60_000 }, async () => {
  for (const [database, last] of [
    ['home-eu-west-1', /home-eu-west-1: forecasting 0001-create-forecasting\n$/],
    ['directory-eu', /directory-eu: directory 0002-federation\n$/],
  ] as const) {
    expect(await world.migrate(database)).toEqual({ code: 0, stdout: expect.stringMatching(last), stderr: '' })
  }
  expect(await world.migrate('home-eu-west-1')).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing is pending') })
  await world.settle()
})

test('the image of the migrations ends with a message and no stack when it fails', async () => {
  const { code, stdout, stderr } = await world.migrate('home-nowhere')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^the migration failed: got database home-nowhere, wanted one of home-eu-west-1,.*\n$/)
})

test('the image of orders carries out the one that it was given, and ends with what the edge has to be told', async () => {
  expect(await world.operate({ command: 'status' })).toEqual({
    code: 0,
    // It knows members of RDS alone, by tokens of IAM: here is none.
    stdout: expect.stringMatching(/home-eu-west-1 +eu-west-1 +SILENT\n\{"regionStates":\{\}\}\n$/),
    stderr: '',
  })
})

test('the image of orders ends with a message and no stack when it fails', async () => {
  expect(await world.operate({ command: 'promote', home: 'us-east-1', to: 'us-west-2' })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'the order failed: got region us-east-1, wanted one of zone eu\n',
  })
})

test.each(bundleNames)('%s with a faulty configuration ends, and names what is wrong', async (name) => {
  const { code, stderr } = await world.run(name, { HEMISPHERE_REGION: 'europe', PORT: 'x' })
  expect(code).toBe(1)
  expect(stderr).toMatch(/the configuration is not usable:[^]*HEMISPHERE_REGION: wanted a region such as eu-west-1/)
})

test.each(['account', 'catalog', 'store', 'forecasting'] as const)('the image of %s lives, is ready, and stops in order', async (name) => {
  await using image = await world.start(name)
  expect((await fetch(`${image.url}/readyz`)).status).toBe(200)
  const unsigned = await fetch(`${image.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
  })
  expect(unsigned.status).toBe(401)
})

test('the image of the worker takes jobs: it is ready', async () => {
  await using worker = await world.start('worker')
  expect((await fetch(`${worker.url}/readyz`)).status).toBe(200)
})

test('the image of the keeper lives', async () => {
  await using keeper = await world.start('keeper', { GATEWAY_URL: 'http://127.0.0.1:1' })
  expect((await fetch(`${keeper.url}/livez`)).status).toBe(200)
})

test('the health check of an image tells whether its service lives', async () => {
  const image = await world.start('account')
  const check = () => untilEnded(runImage(image.tree, { variables: image.variables, command: image.tree.image.healthCheck ?? [] }))
  expect(await check()).toEqual({ code: 0, stdout: '', stderr: '' })
  await image[Symbol.asyncDispose]()
  expect(await check()).toEqual({ code: 1, stdout: '', stderr: '' })
})

test('the image of the gateway plans a query over the images of the subgraphs, and answers it', { timeout: 60_000 }, async () => {
  await using running = new AsyncDisposableStack()
  const start = async (name: 'account' | 'catalog' | 'store' | 'forecasting'): Promise<RunningImage> => running.use(await world.start(name))
  const gateway = running.use(
    await world.start('gateway', {
      ACCOUNT_URL: (await start('account')).url,
      CATALOG_URL: (await start('catalog')).url,
      STORE_URL: (await start('store')).url,
      FORECASTING_URL: (await start('forecasting')).url,
      TOKEN_ISSUER: world.issuer.issuer,
      TOKEN_JWKS_URL: world.issuer.jwksUrl,
      SIGN_IN_CLIENT_IDS: 'web',
    }),
  )
  const iat = Math.floor(Date.now() / 1_000)
  const person = { sub: 'ada', username: 'ada', client_id: 'web', token_use: 'access', iss: world.issuer.issuer, iat, exp: iat + 300 }
  const home = {
    'dt:v': 1,
    'dt:t': world.tenantId,
    'dt:z': 'eu',
    'dt:hr': 'eu-west-1',
    'dt:te': 1,
    'dt:pe': 1,
    'dt:p': world.permissionSetId,
  }
  const token = await world.issuer.sign({ ...person, ...home })
  const answer = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-origin-verify': 'through-the-edge', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { tenant { id } } products(first: 1) { nodes { id } } stores(first: 1) { nodes { id } } }' }),
  })
  expect(await answer.json()).toMatchObject({
    data: { viewer: { tenant: { id: expect.any(String) } }, products: { nodes: [] }, stores: { nodes: [] } },
  })
})
