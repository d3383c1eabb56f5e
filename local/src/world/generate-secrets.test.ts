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

test("both regions of a zone read its directory at the writer, and the writer's region alone may write it", async () => {
  await generate()
  const reader = store.get('eu-central-1', 'hemisphere/database/directory-reader')
  expect(JSON.parse(reader)).toMatchObject({ port: 4109, dbname: 'directory', username: 'directory_reader' })
  expect(store.get('eu-west-1', 'hemisphere/database/directory-reader')).toBe(reader)
  expect(store.find('eu-central-1', 'hemisphere/database/directory-owner')).toBeUndefined()
  expect(store.find('eu-west-1', 'hemisphere/database/directory-owner')).toBeDefined()
})

test('a later start keeps every value; on other ports, the logins follow with the same passwords', async () => {
  await generate()
  const key = store.get('us-west-2', 'hemisphere/internal-token-key')
  const login: unknown = JSON.parse(store.get('us-west-2', 'hemisphere/database/catalog'))
  await generate(5000)
  expect(store.get('us-west-2', 'hemisphere/internal-token-key')).toBe(key)
  expect(login).toMatchObject({ port: 4409, username: 'catalog_service' })
  expect(JSON.parse(store.get('us-west-2', 'hemisphere/database/catalog'))).toEqual({ ...Object(login), port: 5409 })
})
