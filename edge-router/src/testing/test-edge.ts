import type { CloudFrontRequest, CloudFrontResultResponse } from 'aws-lambda'
import { exportJWK, generateKeyPair } from 'jose'
import type { BakedData } from '../baked-data.ts'
import { createEdgeRouter, type EdgeRouter } from '../edge-router.ts'
import { signRegionMap } from '../region-map.ts'
import { signRegionStates, type RegionStates } from '../region-states.ts'
import { createFakeIssuer, type FakeIssuer } from './fake-issuer.ts'
import { originRequest, type OriginRequestInput } from './origin-request.ts'
import { twoZones } from './region-maps.ts'

export interface EdgeRefused {
  readonly code: string
  readonly status: number
  readonly message: string
  readonly response: CloudFrontResultResponse
}

export interface TestEdge {
  readonly eu: FakeIssuer
  readonly us: FakeIssuer
  readonly baked: BakedData
  readonly faults: readonly Error[]
  /** Milliseconds since 1970; tests drive it. */
  time: number
  /** The request that goes on to an origin; throws when it ended at the edge. */
  forward(input: OriginRequestInput): Promise<CloudFrontRequest>
  /** The answer of the edge itself; throws when the request went on. */
  refusal(input: OriginRequestInput): Promise<EdgeRefused>
  /** As after a cold start: nothing is remembered but what was baked, and it is 2026-11-24T08:00:00Z. */
  restart(): Promise<void>
  signStates(states: RegionStates): Promise<string>
}

/** An edge of two zones without any network, and all that signs for it. */
export async function createTestEdge(): Promise<TestEdge> {
  const startTime = Date.parse('2026-11-24T08:00:00Z')
  let time = startTime
  const now = (): number => time
  const faults: Error[] = []
  const eu = await createFakeIssuer({ issuer: 'https://issuer.eu.example', kid: 'eu-1', now })
  const us = await createFakeIssuer({ issuer: 'https://issuer.us.example', kid: 'us-1', now })
  const mapKeys = await generateKeyPair('EdDSA', { extractable: true })
  const baked: BakedData = {
    mapKey: await exportJWK(mapKeys.publicKey),
    regionMap: await signRegionMap(twoZones, mapKeys.privateKey),
    keys: { [eu.issuer]: { [eu.kid]: eu.publicKey }, [us.issuer]: { [us.kid]: us.publicKey } },
  }
  const start = (): Promise<EdgeRouter> =>
    createEdgeRouter(baked, {
      fetch: async () => Promise.reject(new Error('there is no network')),
      now,
      onFault: (fault) => faults.push(fault),
    })
  let route = await start()

  async function send(input: OriginRequestInput): Promise<CloudFrontRequest | CloudFrontResultResponse> {
    const result = await route(originRequest(input))
    if (result === null || result === undefined) throw new Error('the edge returned nothing')
    return result
  }

  return {
    eu,
    us,
    baked,
    faults,
    get time() {
      return time
    },
    set time(value) {
      time = value
    },
    async forward(input) {
      const result = await send(input)
      if (!('uri' in result)) throw new Error(`the request ended at the edge: ${JSON.stringify(result)}`)
      return result
    },
    async refusal(input) {
      const result = await send(input)
      if (!('status' in result)) throw new Error('the request was sent on')
      const [error] = JSON.parse(result.body ?? '').errors
      return { code: error.extensions.code, status: Number(result.status), message: error.message, response: result }
    },
    async restart() {
      time = startTime
      faults.length = 0
      route = await start()
    },
    signStates: (states) => signRegionStates(states, mapKeys.privateKey),
  }
}
