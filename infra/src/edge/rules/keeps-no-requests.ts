import { ruleOver, type Rule } from '../../checks/rule.ts'
import { at, listOf, type Found } from '../../checks/world.ts'
import { behaviorsOf, configOf, edgeResources } from './distribution-parts.ts'

/** What would keep a viewer's address outside the viewer's zone, merely by being there. */
const recorders = ['AWS::WAFv2::LoggingConfiguration', 'AWS::Logs::DeliverySource', 'AWS::CloudFront::RealtimeLogConfig']

export const keepsNoRequests: Rule = ruleOver(
  'keeps-no-requests',
  'The edge keeps nothing of who asked for what: no access log, no log of the firewall, no sampled request.',
  (world) => edgeResources(world, [...recorders, 'AWS::CloudFront::Distribution', 'AWS::WAFv2::WebACL']),
  (found) => {
    if (recorders.includes(found.type)) return [`it is a ${found.type}`]
    return found.type === 'AWS::WAFv2::WebACL' ? samples(found) : logs(found)
  },
)

function samples({ properties }: Found): readonly string[] {
  return [properties, ...listOf(properties['Rules'])]
    .filter((one) => at(one, 'VisibilityConfig', 'SampledRequestsEnabled') !== false)
    .map((one) => `${String(at(one, 'Name'))} keeps samples of requests`)
}

function logs(found: Found): readonly string[] {
  return [
    ...(at(configOf(found), 'Logging') === undefined ? [] : ['it has an access log']),
    ...behaviorsOf(found)
      .filter((behavior) => at(behavior, 'RealtimeLogConfigArn') !== undefined)
      .map(() => 'it has a log in real time'),
  ]
}
