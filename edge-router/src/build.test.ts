import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, expect, test } from 'vitest'
import { buildEdgeRouter, maxZippedBytes } from './build.ts'
import { signRegionMap } from './region-map.ts'
import { createFakeIssuer } from './testing/fake-issuer.ts'
import { originRequest } from './testing/origin-request.ts'
import { twoZones } from './testing/region-maps.ts'

const run = promisify(execFile)
const folder = await mkdtemp(join(tmpdir(), 'hemisphere-edge-'))
afterAll(() => rm(folder, { recursive: true }))

const mapKeys = await generateKeyPair('EdDSA', { extractable: true })
const eu = await createFakeIssuer({ issuer: 'https://issuer.eu.example', kid: 'eu-1', now: Date.now })
const baked = {
  mapKey: await exportJWK(mapKeys.publicKey),
  regionMap: await signRegionMap(twoZones, mapKeys.privateKey),
  keys: { [eu.issuer]: { [eu.kid]: eu.publicKey } },
}

test('the bundle is one file within 1 MB zipped that routes alone, without an environment', async () => {
  const outFile = join(folder, 'index.mjs')
  const built = await buildEdgeRouter({ outFile, baked })
  expect(built.zippedByteCount).toBeLessThanOrEqual(maxZippedBytes)
  expect(await readdir(folder)).toEqual(['index.mjs'])

  const event = JSON.stringify(originRequest({ token: await eu.sign() }))
  await writeFile(join(folder, 'call.mjs'), `import { handler } from './index.mjs'\nconsole.log(JSON.stringify(await handler(${event})))`)
  const { stdout } = await run(process.execPath, [join(folder, 'call.mjs')], { env: {}, cwd: folder })
  expect(JSON.parse(stdout)).toMatchObject({ method: 'POST', origin: { custom: { domainName: 'eu-west-1.origin.example' } } })
})

test('a map that the function would refuse is not built', async () => {
  const other = await generateKeyPair('EdDSA')
  const regionMap = await signRegionMap(twoZones, other.privateKey)
  await expect(buildEdgeRouter({ outFile: join(folder, 'none.mjs'), baked: { ...baked, regionMap } })).rejects.toThrow(
    'signature verification failed',
  )
})
