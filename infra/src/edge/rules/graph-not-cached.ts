import { CachePolicy } from 'aws-cdk-lib/aws-cloudfront'
import { ruleOver, type Rule } from '../../checks/rule.ts'
import { at, listOf, type Found } from '../../checks/world.ts'
import { cachedStatuses } from '../error-responses.ts'
import { behaviorsOf, configOf, distributionsOf, isOfGraph, nameOf } from './distribution-parts.ts'

export const graphNotCached: Rule = ruleOver(
  'graph-not-cached',
  'No answer of the graph stays at the edge, not even an error for seconds.',
  (world) => distributionsOf(world).filter((found) => behaviorsOf(found).some(isOfGraph)),
  (found) => [...cachedBehaviors(found), ...keptErrors(found)],
)

function cachedBehaviors(found: Found): readonly string[] {
  return behaviorsOf(found)
    .filter((behavior) => isOfGraph(behavior) && at(behavior, 'CachePolicyId') !== CachePolicy.CACHING_DISABLED.cachePolicyId)
    .map((behavior) => `${nameOf(behavior)} has another policy of the cache than CachingDisabled`)
}

function keptErrors(found: Found): readonly string[] {
  const responses = listOf(at(configOf(found), 'CustomErrorResponses'))
  return cachedStatuses
    .filter((status) => !responses.some((one) => at(one, 'ErrorCode') === status && at(one, 'ErrorCachingMinTTL') === 0))
    .map((status) => `errors ${status} are kept for some seconds, wanted 0`)
}
