import { expect, test } from 'vitest'
import { returnAddress } from './return-path.ts'

const origin = 'https://app.hemisphere.example'

test.each([
  ['/', '/'],
  ['/products?page=2&q=a%2Fb#row-7', '/products?page=2&q=a%2Fb#row-7'],
  ['/übersicht', '/%C3%BCbersicht'],
  ['/a/../b', '/b'],
])('the path %j of ours is gone back to', (path, there) => {
  expect(returnAddress(path, origin)).toBe(`${origin}${there}`)
})

test.each([
  undefined,
  '',
  'https://evil.example/',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '/a\\b',
  '\\/evil.example',
  '/\t/evil.example',
  '/a\nset-cookie: b=c',
  '/\u0000',
  ' /a',
  'javascript:alert(1)',
  '@evil.example',
  `/${'a'.repeat(2_048)}`,
  '/session/sign-in?company=nordhem',
  '/x/../session/callback',
])('%j leads to the start page', (path) => {
  expect(returnAddress(path, origin)).toBe(`${origin}/`)
})

test('a path that only looks like another host stays on ours', () => {
  expect(new URL(returnAddress('/.//evil.example', origin)).host).toBe('app.hemisphere.example')
})
