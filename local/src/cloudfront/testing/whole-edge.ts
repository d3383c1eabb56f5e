import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { buildEdgeRouter } from '@hemisphere/edge-router/build.ts'
import { signRegionMap, type RegionMap } from '@hemisphere/edge-router/region-map.ts'
import { signRegionStates, type RegionStates } from '@hemisphere/edge-router/region-states.ts'
import type { FakeIssuer } from '@hemisphere/edge-router/testing/fake-issuer.ts'
import { keySet, startKeyServer, type KeyServer } from '@hemisphere/edge-router/testing/key-server.ts'
import { zoneSecrets } from '@hemisphere/edge-router/testing/origin-request.ts'
import { exportJWK, generateKeyPair } from 'jose'
import { startCloudFront } from '../cloudfront.ts'
import { writeKeyValue } from '../key-value-store.ts'
import { startTinyOrigin, type TinyOrigin } from './tiny-origin.ts'
import { buildViewerFunction } from './viewer-functions.ts'

export interface EdgeAnswer {
  readonly status: number
  readonly type: string | undefined
  readonly body: string
  /** Of an error in our shape. */
  readonly code: string | undefined
  readonly message: string | undefined
}

export interface WholeEdge extends AsyncDisposable {
  readonly keyValueFile: string
  readonly euKeys: KeyServer
  /** What the functions did wrong. */
  readonly faults: readonly unknown[]
  /** Requests that reached a region since the start. */
  received(region: string): TinyOrigin['received']
  /** Requests that reached any region since the start. */
  receivedCount(): number
  /** Sends a request with these header lines, as they are, and no more than the promise of a body. */
  send(
    target: string,
    options?: { readonly method?: string; readonly headers?: readonly string[]; readonly bodyLength?: number },
  ): Promise<EdgeAnswer>
  /** Puts signed states of regions into the KeyValueStore. */
  publish(states: RegionStates): Promise<void>
}

const places = [
  ['eu-west-1', 'eu', 'eu-central-1'],
  ['eu-central-1', 'eu', 'eu-west-1'],
  ['us-east-1', 'us', 'us-west-2'],
  ['us-west-2', 'us', 'us-east-1'],
] as const

/** CloudFront with both functions as they deploy, in front of an origin a region that says the region's name. The map has version 1. */
export async function startWholeEdge({ eu, us }: { readonly eu: FakeIssuer; readonly us: FakeIssuer }): Promise<WholeEdge> {
  await using starting = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-whole-edge-'))
  starting.defer(() => rm(folder, { recursive: true }))
  const origins = new Map<string, TinyOrigin>()
  for (const [region] of places)
    origins.set(region, starting.use(await startTinyOrigin((request, response) => request.resume().on('end', () => response.end(region)))))
  const euKeys = starting.use(await startKeyServer())
  const usKeys = starting.use(await startKeyServer())
  euKeys.answer = keySet(eu)
  usKeys.answer = keySet(us)
  const mapKeys = await generateKeyPair('EdDSA', { extractable: true })
  const map: RegionMap = {
    version: 1,
    zones: {
      eu: { issuer: eu.issuer, jwksUri: euKeys.jwksUri, signInRegion: 'eu-west-1' },
      us: { issuer: us.issuer, jwksUri: usKeys.jwksUri, signInRegion: 'us-east-1' },
    },
    regions: Object.fromEntries(
      places.map(([region, zone, buddy]) => {
        const origin = { domainName: '127.0.0.1', port: origins.get(region)?.port ?? 0, protocol: 'http' } as const
        return [region, { zone, buddy, state: 'active', writerEpoch: 1, origin }]
      }),
    ),
    companies: { nordhem: 'eu', 'harbor-thread': 'us' },
  }
  const { outFile } = await buildEdgeRouter({
    outFile: join(folder, 'index.mjs'),
    baked: {
      mapKey: await exportJWK(mapKeys.publicKey),
      regionMap: await signRegionMap(map, mapKeys.privateKey),
      keys: { [eu.issuer]: { [eu.kid]: eu.publicKey }, [us.issuer]: { [us.kid]: us.publicKey } },
    },
  })
  const viewerRequest = starting.use(await buildViewerFunction())
  const faults: unknown[] = []
  const defaultOriginHeaders = zoneSecrets
  const onFault = (fault: unknown): unknown => faults.push(fault)
  const { url } = starting.use(await startCloudFront({ port: 0, viewerRequest, bundle: outFile, defaultOriginHeaders, onFault }))
  const port = Number(new URL(url).port)
  const started = starting.move()
  return {
    keyValueFile: viewerRequest.keyValueFile,
    euKeys,
    faults,
    received: (region) => origins.get(region)?.received ?? [],
    receivedCount: () => [...origins.values()].reduce((sum, { received }) => sum + received.length, 0),
    send: (target, { method = 'POST', headers = [], bodyLength = 0 } = {}) =>
      sendLines(port, [`${method} ${target} HTTP/1.1`, ...headers, `content-length: ${bodyLength}`]),
    async publish(states) {
      await writeKeyValue(viewerRequest.keyValueFile, 'region-states', await signRegionStates(states, mapKeys.privateKey))
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

/** By hand: clients of HTTP join, reorder or refuse what an attacker would send. */
async function sendLines(port: number, lines: readonly string[]): Promise<EdgeAnswer> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write([...lines, 'host: localhost', 'connection: close', '', ''].join('\r\n'), 'latin1')
  const answer = await text(socket)
  const end = answer.indexOf('\r\n\r\n')
  const head = answer.slice(0, end)
  const type = /^content-type: *(.*)$/im.exec(head)?.[1]
  const body = answer.slice(end + 4)
  const [error] = type?.startsWith('application/graphql-response+json') === true ? JSON.parse(body).errors : []
  return { status: Number(head.split(' ')[1]), type, body, code: error?.extensions?.code, message: error?.message }
}
