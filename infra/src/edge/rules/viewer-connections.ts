import { ruleOver, type Rule } from '../../checks/rule.ts'
import { at } from '../../checks/world.ts'
import { behaviorsOf, configOf, distributionsOf, isOfGraph, nameOf } from './distribution-parts.ts'

export const viewerConnections: Rule = ruleOver(
  'viewer-connections',
  'Viewers connect by TLS 1.3, past the firewall, and send no token in the clear.',
  distributionsOf,
  (found) => {
    const config = configOf(found)
    const protocol = at(config, 'ViewerCertificate', 'MinimumProtocolVersion')
    const inTheClear = behaviorsOf(found).filter((behavior) => {
      const policy = at(behavior, 'ViewerProtocolPolicy')
      return policy !== 'https-only' && (isOfGraph(behavior) || policy !== 'redirect-to-https')
    })
    return [
      ...(protocol === 'TLSv1.3_2025' ? [] : [`it takes connections by ${String(protocol)}, wanted TLSv1.3_2025`]),
      ...(at(config, 'ViewerCertificate', 'SslSupportMethod') === 'sni-only' ? [] : ['its certificate is given without a name']),
      ...(at(config, 'WebACLId') === undefined ? ['it stands before the firewall'] : []),
      ...inTheClear.map((behavior) => `${nameOf(behavior)} takes requests in the clear`),
    ]
  },
)
