import { generateKeyPairSync } from 'node:crypto'

/** Prints a new key that signs region maps and assemblies, to be piped into its secret; with `--public`, reads one and prints its public half. */
if (process.argv.includes('--public')) {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array))
  const { kty, crv, x } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Readonly<Record<string, unknown>>
  process.stdout.write(JSON.stringify({ kty, crv, x }))
} else {
  process.stdout.write(JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })))
}
