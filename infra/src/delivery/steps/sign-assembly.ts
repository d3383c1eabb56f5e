import { createHash, createPrivateKey, createPublicKey, sign, verify, type JsonWebKey } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { z } from 'zod'

const manifestFile = 'hemisphere-files.json'
const signatureFile = 'hemisphere-files.sig'

const manifestSchema = z.record(z.string(), z.string())

/** Signs a synthesized assembly whole: the hash of each of its files, and Ed25519 over the list. How many files there are. */
export async function signAssembly(assembly: string, privateKey: JsonWebKey): Promise<number> {
  const files = await hashFiles(assembly)
  const text = `${JSON.stringify(files, undefined, 1)}\n`
  const signature = sign(undefined, Buffer.from(text), createPrivateKey({ key: privateKey, format: 'jwk' }))
  await writeFile(join(assembly, manifestFile), text)
  await writeFile(join(assembly, signatureFile), signature.toString('base64'))
  return Object.keys(files).length
}

/** Throws unless an assembly is file for file what was signed: what came through the artifacts' bucket is what was checked. */
export async function verifyAssembly(assembly: string, publicKey: JsonWebKey): Promise<void> {
  const text = await readFile(join(assembly, manifestFile))
  const signature = Buffer.from(await readFile(join(assembly, signatureFile), 'utf8'), 'base64')
  const key = createPublicKey({ key: publicKey, format: 'jwk' })
  // A key of another type would verify by an algorithm of its own.
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`the key is of type ${key.asymmetricKeyType}, wanted ed25519`)
  if (!verify(undefined, text, key, signature)) throw new Error('the assembly is not signed by the key of this pipeline')
  const signed = manifestSchema.parse(JSON.parse(text.toString('utf8')))
  const found = await hashFiles(assembly)
  const differing = [...new Set([...Object.keys(signed), ...Object.keys(found)])].filter((name) => signed[name] !== found[name])
  if (differing.length > 0) throw new Error(`the assembly differs from what was signed in ${differing.slice(0, 5).join(', ')}`)
}

async function hashFiles(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    )
    .filter((name) => name !== manifestFile && name !== signatureFile)
    .sort()
  const hashes = await Promise.all(
    names.map(
      async (name) =>
        [
          name,
          createHash('sha256')
            .update(await readFile(join(folder, name)))
            .digest('hex'),
        ] as const,
    ),
  )
  return Object.fromEntries(hashes)
}
