import { createPrivateKey, createPublicKey, type JsonWebKey } from 'node:crypto'
import { nextRegionStates, regionStatesKey, signRegionStates, verifyRegionStates } from '@hemisphere/edge-router/region-states.ts'
import type { RegionStatus } from '@hemisphere/edge-router/region-status.ts'
import { z } from 'zod'
import { options, type Aws } from './aws-cli.ts'
import { readRegionStates, type RegionStatesPlace } from './read-region-states.ts'

export interface PublishRegionState {
  /** AWS on the role that the edge offers. */
  readonly aws: Aws
  readonly place: RegionStatesPlace
  /** The key that signs region maps, as a JWK. */
  readonly key: JsonWebKey
  readonly region: string
  readonly change: Partial<RegionStatus>
  readonly now: () => number
  readonly tell: (line: string) => void
}

const store = z.object({ ETag: z.string() })
const attempts = 5

/**
 * Changes the state of one region at the edge; the others stay as they are. Where somebody else has written meanwhile, it is done again
 * on what they wrote. A writer epoch never falls: the edge would refuse it. States that are signed by another key are not built upon.
 */
export async function publishRegionState(publication: PublishRegionState): Promise<RegionStatus> {
  const { aws, place, key, region, now, tell } = publication
  const privateKey = createPrivateKey({ key, format: 'jwk' })
  const publicKey = createPublicKey(privateKey)
  for (let attempt = 1; ; attempt += 1) {
    // Read before what it stands for: what comes between makes the write fail.
    const etag = await readTag(publication)
    const text = await readRegionStates(aws, place)
    const last = text === undefined ? undefined : verifyRegionStates(text, publicKey)
    const change = rising(last?.regions[region], publication.change)
    const next = nextRegionStates(last, { region, change, nowMs: now() })
    const status = next.regions[region]
    if (status === undefined) throw new Error(`the next states have no ${region}`)
    const value = await signRegionStates(next, privateKey)
    try {
      await aws(['cloudfront-keyvaluestore', 'put-key', ...where(place), ...options({ key: regionStatesKey, value, 'if-match': etag })])
      return status
    } catch (error) {
      // Only another tag says that somebody else was there; any other fault would come again.
      if (attempt === attempts || (await readTag(publication)) === etag) throw error
      tell('states of regions were changed by somebody else meanwhile: once more')
    }
  }
}

function rising(before: RegionStatus | undefined, change: Partial<RegionStatus>): Partial<RegionStatus> {
  return change.writerEpoch === undefined ? change : { ...change, writerEpoch: Math.max(before?.writerEpoch ?? 0, change.writerEpoch) }
}

async function readTag({ aws, place }: PublishRegionState): Promise<string> {
  return store.parse(await aws(['cloudfront-keyvaluestore', 'describe-key-value-store', ...where(place)])).ETag
}

function where({ region, storeArn }: RegionStatesPlace): readonly string[] {
  return options({ region, 'kvs-arn': storeArn })
}
