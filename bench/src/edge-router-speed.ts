import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildEdgeRouter, maxZippedBytes } from '@hemisphere/edge-router/build.ts'
import type { EdgeRouter } from '@hemisphere/edge-router/edge-router.ts'
import { signRegionMap } from '@hemisphere/edge-router/region-map.ts'
import { createFakeIssuer } from '@hemisphere/edge-router/testing/fake-issuer.ts'
import { originRequest } from '@hemisphere/edge-router/testing/origin-request.ts'
import { twoZones } from '@hemisphere/edge-router/testing/region-maps.ts'
import { exportJWK, generateKeyPair } from 'jose'

/** Time of the built edge function a request, against its budget: tokens that it has not seen, and one that it knows. */
const budgetMs = 3
const warmUpCount = 2_000
const tokenCount = 3_000

const folder = await mkdtemp(join(tmpdir(), 'hemisphere-bench-'))
try {
  const mapKeys = await generateKeyPair('EdDSA', { extractable: true })
  const issuer = await createFakeIssuer({ issuer: twoZones.zones['eu']?.issuer ?? '', kid: 'eu-1', now: Date.now })
  const baked = {
    mapKey: await exportJWK(mapKeys.publicKey),
    regionMap: await signRegionMap(twoZones, mapKeys.privateKey),
    keys: { [issuer.issuer]: { [issuer.kid]: issuer.publicKey } },
  }
  const outFile = join(folder, 'index.mjs')
  const { zippedByteCount } = await buildEdgeRouter({ outFile, baked })
  console.log(
    `bundle: ${(zippedByteCount / 1000).toFixed(0)} KB zipped, ${((100 * zippedByteCount) / maxZippedBytes).toFixed(1)} % of its limit`,
  )
  // A module built a moment ago has no types.
  const { handler } = (await import(pathToFileURL(outFile).href)) as { readonly handler: EdgeRouter }

  const tokens = await Promise.all(Array.from({ length: warmUpCount + tokenCount }, (_, index) => issuer.sign({ jti: String(index) })))
  const known = tokens[0] ?? ''
  await time(handler, tokens.slice(0, warmUpCount))
  report('token not seen before', await time(handler, tokens.slice(warmUpCount)))
  report(
    'known token',
    await time(
      handler,
      Array.from({ length: tokenCount }, () => known),
    ),
  )
} finally {
  await rm(folder, { recursive: true })
}

async function time(handler: EdgeRouter, tokens: readonly string[]): Promise<Float64Array> {
  const times = new Float64Array(tokens.length)
  for (const [index, token] of tokens.entries()) {
    const event = originRequest({ token })
    const start = performance.now()
    const answer = await handler(event)
    times[index] = performance.now() - start
    if (answer === null || answer === undefined || !('origin' in answer)) throw new Error('a request was not routed')
  }
  return times.sort()
}

function report(name: string, times: Float64Array): void {
  const at = (share: number): number => times[Math.floor(share * (times.length - 1))] ?? Number.NaN
  console.log(
    `${name}: p50 ${at(0.5).toFixed(3)} ms, p99 ${at(0.99).toFixed(3)} ms = ${((100 * at(0.99)) / budgetMs).toFixed(1)} % of the ${budgetMs} ms budget`,
  )
}
