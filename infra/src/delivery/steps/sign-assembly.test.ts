import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { signAssembly, verifyAssembly } from './sign-assembly.ts'

const { publicKey, privateKey } = pair()
let assembly: string

beforeEach(async () => {
  assembly = await mkdtemp(join(tmpdir(), 'assembly-'))
  await mkdir(join(assembly, 'assembly-eu', 'asset.1'), { recursive: true })
  await writeFile(join(assembly, 'manifest.json'), '{}')
  await writeFile(join(assembly, 'assembly-eu', 'eu.template.json'), '{"Resources":{}}')
  await writeFile(join(assembly, 'assembly-eu', 'asset.1', 'index.mjs'), 'export {}')
})
afterEach(() => rm(assembly, { recursive: true }))

function pair() {
  const keys = generateKeyPairSync('ed25519')
  return { publicKey: keys.publicKey.export({ format: 'jwk' }), privateKey: keys.privateKey.export({ format: 'jwk' }) }
}

test('an assembly that is as it was signed is good', async () => {
  expect(await signAssembly(assembly, privateKey)).toBe(3)
  await expect(verifyAssembly(assembly, publicKey)).resolves.toBeUndefined()
})

test.each<[string, (folder: string) => Promise<void>]>([
  ['a template that was changed', (folder) => writeFile(join(folder, 'assembly-eu', 'eu.template.json'), '{"Resources":{"More":{}}}')],
  ['a function that was changed', (folder) => writeFile(join(folder, 'assembly-eu', 'asset.1', 'index.mjs'), 'export { }')],
  ['a file that was added', (folder) => writeFile(join(folder, 'assembly-eu', 'more.json'), '{}')],
  ['a file that was removed', (folder) => rm(join(folder, 'manifest.json'))],
])('%s after the signature is refused', async (_, change) => {
  await signAssembly(assembly, privateKey)
  await change(assembly)
  await expect(verifyAssembly(assembly, publicKey)).rejects.toThrow('the assembly differs from what was signed')
})

test('a list of files that was changed with them is refused', async () => {
  await signAssembly(assembly, privateKey)
  await writeFile(join(assembly, 'hemisphere-files.json'), '{}')
  await expect(verifyAssembly(assembly, publicKey)).rejects.toThrow('not signed by the key of this pipeline')
})

test("an assembly that somebody else's key signed is refused", async () => {
  await signAssembly(assembly, pair().privateKey)
  await expect(verifyAssembly(assembly, publicKey)).rejects.toThrow('not signed by the key of this pipeline')
})

test('an assembly without a signature is refused', async () => {
  await expect(verifyAssembly(assembly, publicKey)).rejects.toThrow('ENOENT')
})

test('a key of another kind verifies nothing', async () => {
  await signAssembly(assembly, privateKey)
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
  await expect(verifyAssembly(assembly, other)).rejects.toThrow('of type rsa, wanted ed25519')
})
