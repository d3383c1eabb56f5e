import { edgeRules } from '../edge/rules/edge-rules.ts'
import type { Rule, RuleResult } from './rule.ts'
import { acceleratorsOfZone } from './rules/accelerators-of-zone.ts'
import { copiesInsideZone } from './rules/copies-inside-zone.ts'
import { dataOutOfPublicSubnets } from './rules/data-out-of-public-subnets.ts'
import { databasesOfZone } from './rules/databases-of-zone.ts'
import { edgeFunctionBare } from './rules/edge-function-bare.ts'
import { failoversOfZone } from './rules/failovers-of-zone.ts'
import { keysOfRegion } from './rules/keys-of-region.ts'
import { leastPrivilege } from './rules/least-privilege.ts'
import { loadBalancersClosed } from './rules/load-balancers-closed.ts'
import { logsStay } from './rules/logs-stay.ts'
import { noForeignNames } from './rules/no-foreign-names.ts'
import { principalsOfZone } from './rules/principals-of-zone.ts'
import type { World } from './world.ts'

/** What has to hold of every template before anything is deployed. */
export const residencyRules: readonly Rule[] = [
  acceleratorsOfZone,
  databasesOfZone,
  failoversOfZone,
  copiesInsideZone,
  logsStay,
  noForeignNames,
  principalsOfZone,
  keysOfRegion,
  dataOutOfPublicSubnets,
  loadBalancersClosed,
  edgeFunctionBare,
  leastPrivilege,
  ...edgeRules,
]

export function checkResidency(world: World): readonly RuleResult[] {
  return residencyRules.map((rule) => rule.check(world))
}
