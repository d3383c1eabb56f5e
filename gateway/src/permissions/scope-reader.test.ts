import { openKeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { expect, test, vi } from 'vitest'
import type { AccessClaims } from '../auth/access-claims.ts'
import type { PermissionSet } from '../directory/directory.ts'
import { createScopeReader } from './scope-reader.ts'

const claims: AccessClaims = {
  subject: 'ada',
  kind: 'user',
  clientId: 'web',
  tenantId: 't',
  zone: 'eu',
  homeRegion: 'eu-west-1',
  placementEpoch: 1,
  permissionSetId: 'p',
  permissionEpoch: 4,
  expiresAt: 0,
}

async function setUp() {
  let time = 1_000_000
  const store = await openKeyValueStore({ kind: 'memory', maxEntries: 10, now: () => time })
  const find = vi.fn<() => Promise<PermissionSet | undefined>>(async () => ({ scopes: ['catalog:read'], epoch: 4 }))
  const onFault = vi.fn<(error: unknown) => void>()
  return { store, find, onFault, read: createScopeReader({ zone: 'eu', store, find, onFault }), pass: (ms: number) => void (time += ms) }
}

test('scopes are looked up once a minute', async () => {
  const { read, find, pass } = await setUp()
  expect([await read(claims), await read(claims)]).toEqual([['catalog:read'], ['catalog:read']])
  expect(find).toHaveBeenCalledTimes(1)
  pass(60_001)
  find.mockResolvedValueOnce({ scopes: [], epoch: 5 })
  await expect(read(claims)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } })
})

test('what another tenant, set or epoch was granted is not taken', async () => {
  const { read, store, find } = await setUp()
  for (const key of ['eu:u:p:4:scopes', 'eu:t:q:4:scopes', 'eu:t:p:3:scopes', 'us:t:p:4:scopes'])
    await store.set(key, '["cost:read"]', 60_000)
  expect(await read(claims)).toEqual(['catalog:read'])
  expect(find).toHaveBeenCalledTimes(1)
})

test('an entry that can not be read is told and looked up', async () => {
  const { read, store, onFault } = await setUp()
  await store.set('eu:t:p:4:scopes', '{"scopes":', 60_000)
  expect(await read(claims)).toEqual(['catalog:read'])
  expect(onFault).toHaveBeenCalledTimes(1)
})

test('a set that is gone is UNAUTHENTICATED, a directory that fails REGION_UNAVAILABLE', async () => {
  const { read, find } = await setUp()
  find.mockResolvedValueOnce(undefined)
  await expect(read(claims)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } })
  find.mockRejectedValueOnce(new Error('down'))
  await expect(read(claims)).rejects.toMatchObject({ extensions: { code: 'REGION_UNAVAILABLE' } })
})
