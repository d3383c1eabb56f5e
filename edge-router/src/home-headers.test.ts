import type { CloudFrontRequest } from 'aws-lambda'
import { beforeEach, describe, expect, test } from 'vitest'
import { createTestEdge } from './testing/test-edge.ts'

const statesHeader = 'x-hemisphere-region-states'
const edge = await createTestEdge()
beforeEach(() => edge.restart())

async function forward(homeRegion: string, states?: string): Promise<CloudFrontRequest> {
  const token = await edge.eu.sign({ 'dt:hr': homeRegion })
  return edge.forward({ token, headers: states === undefined ? {} : { [statesHeader]: states } })
}

function homeOf({ headers }: CloudFrontRequest): { state: string | undefined; writerEpoch: string | undefined } {
  return {
    state: headers['x-hemisphere-home-state']?.[0]?.value,
    writerEpoch: headers['x-hemisphere-writer-epoch']?.[0]?.value,
  }
}

describe('the gateway is told of the home region', () => {
  test('what the map says', async () => {
    expect(homeOf(await forward('eu-west-1'))).toEqual({ state: 'active', writerEpoch: '1' })
    expect(homeOf(await forward('eu-central-1'))).toEqual({ state: 'draining', writerEpoch: '1' })
  })

  test('what newer signed states say, also with a request that came without them', async () => {
    const states = await edge.signStates({ version: 8, regions: { 'eu-west-1': { state: 'draining', writerEpoch: 4 } } })
    expect(homeOf(await forward('eu-west-1', states))).toEqual({ state: 'draining', writerEpoch: '4' })
    expect(homeOf(await forward('eu-west-1'))).toEqual({ state: 'draining', writerEpoch: '4' })
    expect(edge.faults).toEqual([])
  })

  test('and not the signed states themselves, nor what the viewer sent in the place of the headers', async () => {
    const states = await edge.signStates({ version: 8, regions: { 'eu-west-1': { state: 'active', writerEpoch: 2 } } })
    const spoofed = { 'X-Hemisphere-Home-State': 'fenced', 'X-Hemisphere-Writer-Epoch': '99', [statesHeader]: states }
    const { headers } = await edge.forward({ token: await edge.eu.sign(), headers: spoofed })
    expect(headers).toMatchObject({ 'x-hemisphere-home-state': [{ value: 'active' }], 'x-hemisphere-writer-epoch': [{ value: '2' }] })
    expect(headers).not.toHaveProperty(statesHeader)
  })
})

describe('a region that is fenced', () => {
  test('by states answers no more, one that they set free does again', async () => {
    const regions = { 'eu-west-1': { state: 'fenced', writerEpoch: 1 } } as const
    const headers = { [statesHeader]: await edge.signStates({ version: 8, regions }) }
    const { code, status, response } = await edge.refusal({ token: await edge.eu.sign(), headers })
    expect({ code, status, retry: response.headers?.['retry-after']?.[0]?.value }).toEqual({
      code: 'REGION_UNAVAILABLE',
      status: 503,
      retry: '30',
    })
    const free = await edge.signStates({ version: 9, regions: { 'eu-west-1': { state: 'active', writerEpoch: 2 } } })
    expect(homeOf(await forward('eu-west-1', free))).toEqual({ state: 'active', writerEpoch: '2' })
  })

  test('stays so for a token that is remembered', async () => {
    const token = await edge.eu.sign()
    await edge.forward({ token })
    const fenced = await edge.signStates({ version: 8, regions: { 'eu-west-1': { state: 'fenced', writerEpoch: 1 } } })
    expect(await edge.refusal({ token, headers: { [statesHeader]: fenced } })).toMatchObject({ code: 'REGION_UNAVAILABLE' })
    expect(await edge.refusal({ token })).toMatchObject({ code: 'REGION_UNAVAILABLE' })
  })
})

test('refused states stop no traffic and are told once, without what they said', async () => {
  const token = await edge.eu.sign()
  for (let count = 0; count < 10; count += 1) await edge.forward({ token, headers: { [statesHeader]: 'neither signed nor states' } })
  expect(edge.faults.length).toBe(1)
  const [fault] = edge.faults
  expect(`${fault?.message} ${String(fault?.cause)}`).not.toContain('neither')
})
