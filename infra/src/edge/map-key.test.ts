import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { readMapKey } from './map-key.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')

test.each([
  ['PEM', privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()],
  ['JWK', JSON.stringify(privateKey.export({ format: 'jwk' }))],
])('a private key is read as %s, its public half without the private one', (_, text) => {
  expect(readMapKey(text).publicKey).toEqual(publicKey.export({ format: 'jwk' }))
})

test('a key of another type signs no map', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
  expect(() => readMapKey(rsa.export({ format: 'pem', type: 'pkcs8' }).toString())).toThrow('wanted ed25519')
})

test.each([
  ['the public half', JSON.stringify(publicKey.export({ format: 'jwk' }))],
  ['another text', 'not-a-key'],
  ['broken JSON', '{"d":"secret'],
])('%s is refused, and is not in the message', (_, text) => {
  expect(() => readMapKey(text)).toThrow(/^got no private key, wanted one as PEM or as JWK$/)
})
