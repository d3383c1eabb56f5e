import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSignedBy, parseCompactJws } from './compact-jws.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const encode = (text: string | Buffer): string => Buffer.from(text).toString('base64url')
const header = encode('{"alg":"RS256"}')
const payload = encode('{"iss":"a"}')

function signed(text: string): string {
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
}

function isGenuine(text: string): boolean {
  const parsed = parseCompactJws(text)
  return parsed !== undefined && isSignedBy(parsed, publicKey, 'RS256')
}

const genuine = signed(`${header}.${payload}`)

test('what was signed is read and is genuine', () => {
  expect(parseCompactJws(genuine)).toMatchObject({ header: { alg: 'RS256' }, payload: { iss: 'a' } })
  expect(isGenuine(genuine)).toBe(true)
})

// The example of RFC 7515, appendix A.2: RS256 with the key that is given there.
test('the example of RFC 7515 is genuine', () => {
  const n =
    'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ'
  const text =
    'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw'
  const parsed = parseCompactJws(text)
  if (parsed === undefined) throw new Error('the example is no JWS')
  expect(parsed.payload).toEqual({ iss: 'joe', exp: 1_300_819_380, 'http://example.com/is_root': true })
  expect(isSignedBy(parsed, createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' }), 'RS256')).toBe(true)
})

test('no other text is genuine: not by one character changed, added or left out', () => {
  const position = fc.nat({ max: genuine.length - 1 })
  const character = fc.constantFrom(...'ABCXYZabcxyz0189-_.=+/ \n\u0000é'.split(''))
  const result = fc.check(
    fc.property(position, character, fc.constantFrom('change', 'add', 'leave out'), (at, other, how) => {
      const rest = genuine.slice(how === 'add' ? at : at + 1)
      const changed = `${genuine.slice(0, at)}${how === 'leave out' ? '' : other}${rest}`
      return changed === genuine || !isGenuine(changed)
    }),
    { numRuns: 3_000 },
  )
  expect(result.counterexample).toBeNull()
})

test('the last character of each part has one spelling', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const [, , signature = ''] = genuine.split('.')
  const spellings = alphabet.split('').filter((last) => isGenuine(`${header}.${payload}.${signature.slice(0, -1)}${last}`))
  expect(spellings).toEqual([signature.at(-1)])
})

describe('even signed, a text is no JWS', () => {
  const latin1 = encode(Buffer.from('{"iss":"\xff"}', 'latin1'))
  test.each([
    ['with a part too few', header],
    ['with a part too many', `${header}.${payload}.${payload}`],
    ['with an empty header', `.${payload}`],
    ['with an empty payload', `${header}.`],
    ['with padding', `${header}=.${payload}`],
    ['in the alphabet of base64', `${encode('{"alg":"RS256","a":"~~~?"}').replaceAll('-', '+').replaceAll('_', '/')}+.${payload}`],
    ['with white space', `${header}. ${payload}`],
    ['with a header that is no JSON', `${encode('alg')}.${payload}`],
    ['with a header that is a list', `${encode('["RS256"]')}.${payload}`],
    ['with a header that is null', `${encode('null')}.${payload}`],
    ['with a payload that is a text', `${header}.${encode('"a"')}`],
    ['with a payload that is no UTF-8', `${header}.${latin1}`],
    ['with a byte order mark', `${header}.${encode('\ufeff{"iss":"a"}')}`],
    ['with something behind its JSON', `${header}.${encode('{"iss":"a"}{}')}`],
  ])('%s', (_, text) => {
    expect(parseCompactJws(signed(text))).toBeUndefined()
  })

  test('without a signature', () => {
    expect(parseCompactJws(`${header}.${payload}.`)).toBeUndefined()
  })
})

test('an algorithm takes no key of another type', () => {
  const parsed = parseCompactJws(genuine)
  if (parsed === undefined) throw new Error('the text is no JWS')
  const ed25519 = generateKeyPairSync('ed25519').publicKey
  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2_048 }).publicKey
  for (const key of [ed25519, pss]) expect(isSignedBy(parsed, key, 'RS256')).toBe(false)
  expect(isSignedBy(parsed, publicKey, 'EdDSA')).toBe(false)
})
