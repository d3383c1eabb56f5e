import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readOnlyClients } from './client-adapter.ts'
import { openIssuerStore, type IssuerStore } from './issuer-store.ts'

let folder: string
let file: string
let time: number

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-store-'))
  file = join(folder, 'sessions.json')
  time = 0
})

afterEach(() => rm(folder, { recursive: true }))

const open = (): Promise<IssuerStore> => openIssuerStore({ file, clients: readOnlyClients(() => undefined), now: () => time })
const tokensIn = ({ adapter }: IssuerStore) => adapter('RefreshToken')

async function countInFile(): Promise<number> {
  return Object.keys(JSON.parse(await readFile(file, 'utf8')).RefreshToken).length
}

test('what has expired is found no more, and leaves the file at the next change', async () => {
  const tokens = tokensIn(await open())
  await tokens.upsert('one', { accountId: 'a' }, 10)
  await tokens.upsert('two', { accountId: 'a' }, 20)
  expect([await tokens.find('one'), await countInFile()]).toEqual([{ accountId: 'a', jti: 'one' }, 2])
  time = 10_000
  await tokens.upsert('three', { accountId: 'a' }, 20)
  expect([await tokens.find('one'), await countInFile()]).toEqual([undefined, 2])
})

test('no more than 2,000 of a kind are kept: the oldest goes', async () => {
  const tokens = tokensIn(await open())
  const ids = Array.from({ length: 2_001 }, (_, index) => `token-${index}`)
  await Promise.all(ids.map((id) => tokens.upsert(id, { accountId: 'a' }, 10)))
  expect(await countInFile()).toBe(2_000)
  const again = tokensIn(await open())
  expect([await again.find('token-0'), await again.find('token-2000')]).toEqual([undefined, { accountId: 'a', jti: 'token-2000' }])
})

test('a change has reached the file when it is done, however many come at once', async () => {
  const store = await open()
  await Promise.all(['one', 'two', 'three'].map((id) => tokensIn(store).upsert(id, { accountId: id, grantId: id }, 10)))
  await Promise.all([store.revokeAccount('one'), tokensIn(store).revokeByGrantId('two'), tokensIn(store).destroy('three')])
  expect(await countInFile()).toBe(0)
})

test('codes and sign-ins under way are kept by no file', async () => {
  const { adapter } = await open()
  await adapter('AuthorizationCode').upsert('code', { accountId: 'a' }, 10)
  await adapter('Session').upsert('session', { accountId: 'a', uid: 'u' }, 10)
  const again = (await open()).adapter
  expect(await again('AuthorizationCode').find('code')).toBeUndefined()
  expect(await again('Session').find('session')).toEqual({ accountId: 'a', uid: 'u', jti: 'session' })
})
