import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSecretStore, type SecretStore } from '../secrets/secret-store.ts'
import { generateSecrets } from './generate-secrets.ts'
import { planPorts } from './ports.ts'

let folder: string
let store: SecretStore

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-generate-'))
  store = await openSecretStore(join(folder, 'secrets.json'), () => 0)
})

afterEach(() => rm(folder, { recursive: true }))

/** Generates with texts that count up, so that equal values were made once. */
async function generate(basePort = 4000): Promise<void> {
  let count = 0
  const randomText = (): string => `text ${(count += 1)} of base ${basePort}`
  await generateSecrets({ store, ports: planPorts(basePort), clients: [{ name: 'partner@nordhem', zone: 'eu' }], randomText })
}

test('the cursor key is one in a zone, and another in the other zone', async () => {
  await generate()
  const key = (region: string) => store.get(region, 'hemisphere/cursor-key')
  expect(key('eu-central-1')).toBe(key('eu-west-1'))
  expect(key('us-west-2')).toBe(key('us-east-1'))
  expect(key('us-east-1')).not.toBe(key('eu-west-1'))
})

test('the edge proves itself with one secret to both regions of a zone, and with another to the other zone', async () => {
  await generate()
  const expected = (region: string) => store.get(region, 'hemisphere/origin-verify')
  expect(expected('eu-central-1')).toBe(expected('eu-west-1'))
  expect(expected('us-west-2')).toBe(expected('us-east-1'))
  expect(expected('us-east-1')).not.toBe(expected('eu-west-1'))
  expect(store.get('edge', 'hemisphere/edge/origin-verify-eu')).toBe(expected('eu-west-1'))
  expect(store.get('edge', 'hemisphere/edge/origin-verify-us')).toBe(expected('us-east-1'))
})

test("no region reads the edge's secrets", async () => {
  await generate()
  for (const region of ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2'])
    for (const zone of ['eu', 'us']) expect(store.find(region, `hemisphere/edge/origin-verify-${zone}`)).toBeUndefined()
})

test('every region has an internal key of its own', async () => {
  await generate()
  const keys = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2'].map((region) => store.get(region, 'hemisphere/internal-token-key'))
  expect(new Set(keys).size).toBe(4)
})

test('a partner of one zone is unknown in the other', async () => {
  await generate()
  expect(store.find('eu-central-1', 'hemisphere/client/partner@nordhem')).toBeDefined()
  expect(store.find('us-east-1', 'hemisphere/client/partner@nordhem')).toBeUndefined()
})

test('the web application is one client in both regions of a zone, and another in the other zone', async () => {
  await generate()
  const client = (region: string) => store.get(region, 'hemisphere/client/web')
  expect(JSON.parse(client('eu-west-1'))).toEqual({ clientId: expect.stringMatching(/^[a-z0-9]{26}$/), clientSecret: expect.any(String) })
  expect(client('eu-central-1')).toBe(client('eu-west-1'))
  expect(client('us-west-2')).toBe(client('us-east-1'))
  const [eu, us] = [JSON.parse(client('eu-west-1')), JSON.parse(client('us-east-1'))]
  expect([eu.clientId === us.clientId, eu.clientSecret === us.clientSecret]).toEqual([false, false])
})

test('each region reads the directory at its own member, and knows the other one', async () => {
  await generate()
  const reader = (region: string, id = 'directory-reader'): unknown => JSON.parse(store.get(region, `hemisphere/database/${id}`))
  expect(reader('eu-west-1')).toMatchObject({ port: 4112, dbname: 'directory', username: 'directory_reader' })
  expect(reader('eu-central-1')).toMatchObject({ port: 4212 })
  expect(reader('eu-central-1', 'directory-reader-buddy')).toMatchObject({ port: 4112 })
})

test('the reader of a directory has one password at both members, whichever region asks', async () => {
  await generate()
  const passwords = ['eu-west-1', 'eu-central-1'].flatMap((region) =>
    ['directory-reader', 'directory-reader-buddy'].map(
      (id): unknown => JSON.parse(store.get(region, `hemisphere/database/${id}`)).password,
    ),
  )
  expect(new Set(passwords)).toEqual(new Set([expect.any(String)]))
  expect(passwords).toHaveLength(4)
})

test("both members of a home's database know the same passwords, each region by its own member", async () => {
  await generate()
  const login = (region: string): Record<string, unknown> =>
    Object(JSON.parse(store.get(region, 'hemisphere/database/home-eu-west-1/store')))
  const [home, buddy] = [login('eu-west-1'), login('eu-central-1')]
  expect(home).toMatchObject({ port: 4110, username: 'store_service', otherMember: { port: 4210 } })
  expect(buddy).toEqual({ ...home, port: 4210, otherMember: { host: '127.0.0.1', port: 4110 } })
})

test("no region is given a login, a key or a client's secret of the other zone", async () => {
  await generate()
  const ids = ['database/home-eu-west-1/store', 'database/home-eu-central-1/store', 'client/partner@nordhem']
  for (const region of ['us-east-1', 'us-west-2']) {
    for (const id of ids) expect(store.find(region, `hemisphere/${id}`)).toBeUndefined()
    expect(store.get(region, 'hemisphere/session-key')).not.toBe(store.get('eu-west-1', 'hemisphere/session-key'))
  }
})

test('a later start keeps every value; on other ports, the logins follow with the same passwords', async () => {
  await generate()
  const id = 'hemisphere/database/home-us-west-2/catalog'
  const key = store.get('us-west-2', 'hemisphere/internal-token-key')
  const login: unknown = JSON.parse(store.get('us-west-2', id))
  await generate(5000)
  expect(store.get('us-west-2', 'hemisphere/internal-token-key')).toBe(key)
  expect(login).toMatchObject({ port: 4411, username: 'catalog_service', otherMember: { port: 4311 } })
  expect(JSON.parse(store.get('us-west-2', id))).toEqual({ ...Object(login), port: 5411, otherMember: { host: '127.0.0.1', port: 5311 } })
})
