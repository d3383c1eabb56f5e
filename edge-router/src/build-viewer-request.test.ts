import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildViewerRequest, maxFunctionBytes } from './build-viewer-request.ts'

const folder = await mkdtemp(join(tmpdir(), 'hemisphere-viewer-request-'))
afterAll(() => rm(folder, { recursive: true }))

test('the function is one script within 10 KB that imports the runtime’s module alone and exports nothing', async () => {
  const outFile = join(folder, 'new', 'viewer-request.js')
  const built = await buildViewerRequest({ outFile })
  const code = await readFile(outFile, 'utf8')
  expect(built).toEqual({ outFile, byteCount: Buffer.byteLength(code) })
  expect(built.byteCount).toBeLessThanOrEqual(maxFunctionBytes)
  expect(code.match(/\bimport\b[^;]*/g)).toEqual(['import cloudFront from"cloudfront"'])
  expect(code).not.toMatch(/\bexport\b/)
  expect(code).toMatch(/async function handler\(/)
})
