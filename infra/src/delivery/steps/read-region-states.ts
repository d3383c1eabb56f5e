import { regionStatesKey } from '@hemisphere/edge-router/region-states.ts'
import { z } from 'zod'
import { options, type Aws } from './aws-cli.ts'

const store = z.object({ ItemCount: z.int().min(0) })
const item = z.object({ Value: z.string() })

export interface RegionStatesPlace {
  readonly region: string
  /** ARN of the edge's KeyValueStore. */
  readonly storeArn: string
}

/**
 * The signed states of the regions that the edge has now; undefined while none were ever published. An edge that is built without
 * them would serve a home that is fenced, and would know an earlier writer of one that was promoted.
 */
export async function readRegionStates(aws: Aws, { region, storeArn }: RegionStatesPlace): Promise<string | undefined> {
  const where = options({ region, 'kvs-arn': storeArn })
  const { ItemCount: count } = store.parse(await aws(['cloudfront-keyvaluestore', 'describe-key-value-store', ...where]))
  if (count === 0) return undefined
  return item.parse(await aws(['cloudfront-keyvaluestore', 'get-key', ...where, ...options({ key: regionStatesKey })])).Value
}
