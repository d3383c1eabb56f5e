import type { Topology } from '@hemisphere/topology/topology.ts'
import { PriceClass } from 'aws-cdk-lib/aws-cloudfront'

/** Regions among the points of presence of the smallest class: North America, Europe and Israel ("Choose the price class for a CloudFront distribution", CloudFront developer guide). */
const nearby = /^(?:us|ca|mx|eu|il)-/

/**
 * The points of presence that serve. Where no zone is, none has to: so nobody's requests are decrypted there, but for those of somebody
 * who travels, which a farther one takes. A zone elsewhere wants them all.
 */
export function priceClassOf({ regions }: Topology): PriceClass {
  return regions.every(({ name }) => nearby.test(name)) ? PriceClass.PRICE_CLASS_100 : PriceClass.PRICE_CLASS_ALL
}
