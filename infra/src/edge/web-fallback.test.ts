import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { webFallbackCode } from './web-fallback.ts'

function uriOf(uri: string): unknown {
  return runInNewContext(`${webFallbackCode};handler({ request: ${JSON.stringify({ method: 'GET', uri })} }).uri`)
}

test.each(['/', '/plan', '/plan/', '/stores/7/grid', '/products/SKU-1.5', '/products/a.b/c', '/index.html'])(
  '%s is the application’s one document',
  (uri) => {
    expect(uriOf(uri)).toBe('/index.html')
  },
)

test.each(['/favicon.ico', '/robots.txt', '/manifest.webmanifest'])('%s is a file of its own', (uri) => {
  expect(uriOf(uri)).toBe(uri)
})
